"""The tables of a database of the Discourse Network Analyzer 3 (Leifeld), as its files have them.

Interface facts, taken from a sample database: names and order of tables and columns.
"""

SHORT = 191  # DNA keeps names shorter than this
RIGHTS = (  # noqa: SIM905
    "AddDocuments EditDocuments DeleteDocuments ImportDocuments AddStatements EditStatements "
    "DeleteStatements EditAttributes EditRegex EditStatementTypes EditCoders EditCoderRelations "
    "ViewOthersDocuments EditOthersDocuments ViewOthersStatements EditOthersStatements"
).split()
RELATIONS = ("viewStatements", "editStatements", "viewDocuments", "editDocuments")
DATA = {
    "DATABOOLEAN": "boolean",
    "DATAINTEGER": "integer",
    "DATASHORTTEXT": "short text",
    "DATALONGTEXT": "long text",
}
# Without these there is nothing to read; what else a database holds is read where it is there.
NEEDED = {
    "DOCUMENTS": ("ID", "Title", "Text", "Author", "Source", "Section", "Notes", "Type", "Date"),
    "STATEMENTS": ("ID", "StatementTypeId", "DocumentId", "Start", "Stop", "Coder"),
    "STATEMENTTYPES": ("ID", "Label"),
    "VARIABLES": ("ID", "Variable", "DataType", "StatementTypeId"),
    "ENTITIES": ("ID", "VariableId", "Value", "ChildOf"),
    "CODERS": ("ID", "Name"),
    "DATABOOLEAN": ("StatementId", "VariableId", "Value"),
    "DATAINTEGER": ("StatementId", "VariableId", "Value"),
    "DATASHORTTEXT": ("StatementId", "VariableId", "Entity"),
    "DATALONGTEXT": ("StatementId", "VariableId", "Value"),
}


def _short(name, more=""):
    return f"{name} TEXT NOT NULL {more} CHECK (LENGTH({name}) < {SHORT})"


def _number(name, low, high, default=None):
    given = "" if default is None else f"NOT NULL DEFAULT {default}"
    return f"{name} INTEGER {given} CHECK ({name} BETWEEN {low} AND {high})"


def _refers(column, table):
    return f"FOREIGN KEY({column}) REFERENCES {table}(ID) ON DELETE CASCADE"


COLOUR = [_number(name, 0, 255, 0) for name in ("Red", "Green", "Blue")]
KEY = "ID INTEGER NOT NULL PRIMARY KEY"


def _data(value, *more):
    return [
        KEY,
        "StatementId INTEGER NOT NULL",
        "VariableId INTEGER NOT NULL",
        value,
        _refers("StatementId", "STATEMENTS"),
        _refers("VariableId", "VARIABLES"),
        *more,
        "UNIQUE (StatementId, VariableId)",
    ]


TABLES = {
    "SETTINGS": ["Property TEXT PRIMARY KEY", "Value TEXT NOT NULL"],
    "CODERS": [
        KEY,
        _short("Name"),
        *COLOUR,
        _number("Refresh", 0, 9999, 0),
        _number("FontSize", 1, 99, 14),
        _short("Password"),
        "PopupWidth INTEGER DEFAULT 300 CHECK (PopupWidth BETWEEN 100 AND 9999)",
        _number("ColorByCoder", 0, 1, 0),
        _number("PopupDecoration", 0, 1, 0),
        _number("PopupAutoComplete", 0, 1, 1),
        *(_number(f"Permission{right}", 0, 1, 1) for right in RIGHTS),
    ],
    "DOCUMENTS": [
        KEY,
        _short("Title"),
        "Text TEXT NOT NULL",
        "Coder INTEGER",
        _short("Author", "DEFAULT ''"),
        _short("Source", "DEFAULT ''"),
        _short("Section", "DEFAULT ''"),
        "Notes TEXT NOT NULL DEFAULT ''",
        _short("Type", "DEFAULT ''"),
        "Date INTEGER NOT NULL",
        _refers("Coder", "CODERS"),
    ],
    "STATEMENTTYPES": [KEY, _short("Label"), *COLOUR],
    "VARIABLES": [
        KEY,
        _short("Variable"),
        "DataType TEXT NOT NULL DEFAULT 'short text' CHECK (DataType IN "
        "('boolean', 'integer', 'long text', 'short text'))",
        "StatementTypeId INTEGER",
        _refers("StatementTypeId", "STATEMENTTYPES"),
        "UNIQUE (Variable, StatementTypeId)",
    ],
    "VARIABLELINKS": [
        KEY,
        "SourceVariableId INTEGER",
        "TargetVariableId INTEGER",
        "CHECK (TargetVariableId != SourceVariableId)",
        _refers("SourceVariableId", "VARIABLES"),
        _refers("TargetVariableId", "VARIABLES"),
    ],
    "REGEXES": ["Label TEXT PRIMARY KEY CHECK (LENGTH(Label) < 191)", *COLOUR],
    "CODERRELATIONS": [
        KEY,
        "Coder INTEGER CHECK (Coder > 0)",
        "OtherCoder INTEGER CHECK (OtherCoder > 0)",
        *(_number(name, 0, 1, 1) for name in RELATIONS),
        "CHECK (Coder != OtherCoder)",
        _refers("Coder", "CODERS"),
        _refers("OtherCoder", "CODERS"),
    ],
    "STATEMENTS": [
        KEY,
        "StatementTypeId INTEGER",
        "DocumentId INTEGER",
        "Start INTEGER NOT NULL CHECK (Start >= 0)",
        "Stop INTEGER NOT NULL CHECK (Stop >= 0)",
        "Coder INTEGER",
        "CHECK (Start < Stop)",
        _refers("StatementTypeId", "STATEMENTTYPES"),
        _refers("Coder", "CODERS"),
        _refers("DocumentId", "DOCUMENTS"),
    ],
    "DATABOOLEAN": _data("Value INTEGER NOT NULL DEFAULT 1"),
    "DATAINTEGER": _data("Value INTEGER NOT NULL DEFAULT 0"),
    "ENTITIES": [
        KEY,
        "VariableId INTEGER NOT NULL",
        _short("Value", "DEFAULT ''"),
        *(_number(name, 0, 255) for name in ("Red", "Green", "Blue")),
        "ChildOf INTEGER CHECK (ChildOf > 0)",
        "UNIQUE (VariableId, Value)",
        _refers("ChildOf", "ENTITIES"),
        _refers("VariableId", "VARIABLES"),
    ],
    "DATASHORTTEXT": _data("Entity INTEGER NOT NULL", _refers("Entity", "ENTITIES")),
    "DATALONGTEXT": _data("Value TEXT DEFAULT ''"),
    "ATTRIBUTEVARIABLES": [
        KEY,
        "VariableId INTEGER NOT NULL",
        _short("AttributeVariable"),
        "UNIQUE (VariableId, AttributeVariable)",
        _refers("VariableId", "VARIABLES"),
    ],
    "ATTRIBUTEVALUES": [
        KEY,
        "EntityId INTEGER NOT NULL",
        "AttributeVariableId INTEGER NOT NULL",
        _short("AttributeValue", "DEFAULT ''"),
        "UNIQUE (EntityId, AttributeVariableId)",
        _refers("EntityId", "ENTITIES"),
        _refers("AttributeVariableId", "ATTRIBUTEVARIABLES"),
    ],
}


def schema() -> list:
    """Return the statements that make the tables of an empty database."""
    return [f"CREATE TABLE {name}({', '.join(columns)})" for name, columns in TABLES.items()]
