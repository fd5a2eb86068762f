"""What is known of a database of the Discourse Network Analyzer 3 (Leifeld); see dna.sql."""

from pathlib import Path

SHORT = 191  # DNA keeps names shorter than this
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


def schema() -> str:
    """Return the script that makes the tables of an empty database."""
    return Path(__file__).with_name("dna.sql").read_text("utf-8")
