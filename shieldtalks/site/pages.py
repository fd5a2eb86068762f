"""The pages of the site: a home page with the course map, and each lesson to be read."""

import base64
import hashlib
import html
import io
import re
import shutil
import tomllib
from pathlib import Path

from markupsafe import Markup
from nbformat import NotebookNode
from PIL import Image

from shieldtalks.context import load_lessons
from shieldtalks.course.notebooks import read_notebook
from shieldtalks.course.plain import START
from shieldtalks.site.lesson_page import EXERCISE, PICTURE, TEMPLATES, LessonPage, as_html

HERE = Path(__file__).parent
EXPLORERS = HERE.parent / "explorers"
# Where the first chart of a lesson is not the one that tells most.
COVERS = {"03": "see-questions", "07": "see-line", "08": "see-cloud"}
TO_EXERCISE = re.compile(r"(\]\(\.\./exercises/)(?=\d\d_)")
BESIDE = re.compile(r"(\]\()(?=\d\d_\w+\.ipynb)")
TO_SOURCE = re.compile(r"\]\(\.\./(shieldtalks/[\w/]+\.py)\)")
THUMB = (640, 400)  # pixels of the picture of a lesson on the home page
PARTS = tomllib.loads((HERE / "parts.toml").read_text("utf-8"))


class Site:
    """What all pages share: the folder they go to, the lessons, and whether they can be run."""

    def __init__(self, course: str | Path, out: str | Path, runs: bool):
        """course, out: folders. runs: whether JupyterLite stands beside the pages."""
        self.course, self.out, self.runs = Path(course), Path(out), runs
        self.lessons = load_lessons()

    def picture(self, content: bytes) -> str:
        """Keep a PNG (bytes) as a file of the site; return its name."""
        name = f"{hashlib.sha256(content).hexdigest()[:16]}.png"
        target = self.out / "assets/pictures" / name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return name

    def run_link(self, kind: str, stem: str) -> str:
        """Return the address, from the site's root, at which a notebook runs, or '' if none does.

        kind: 'notebooks' or 'exercises'. stem: such as '04_the_position_matrix'.
        """
        name = EXERCISE + stem if kind == "exercises" else stem
        return f"lab/index.html?path={kind}/{name}.ipynb" if self.runs else ""

    def source(self, name: str) -> str:
        """Write a file of the library as a page; return its path from the site's root.

        name: from the course's folder, such as 'shieldtalks/keyness.py'.
        """
        text = (self.course / name).read_text("utf-8")
        path = Path("sources", name).with_suffix(".html")
        root = "../" * (len(path.parts) - 1)
        code = Markup(as_html(text))
        self.write(path, "source.html", root, title=name, description=f"{name}.", code=code)
        return path.as_posix()

    def write(self, path: str | Path, template: str, root: str, **values: object) -> None:
        """Fill a template and write it as a page of the site.

        root: the way from the page to the site's root, './' or '../'. values: what the template
        asks for.
        """
        text = TEMPLATES.get_template(template).render(root=root, runs=self.runs, **values)
        target = self.out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")


def write_pages(course: str | Path, out: str | Path, living: dict, runs: bool = True) -> list[Path]:
    """Write the home page, the lessons' pages and what they need into a folder.

    course: the course's folder. out: the site's. living: as `living.living`, {path: {cell: ...}}.
    runs: whether the pages lead to JupyterLite. Returns the paths of the pages written.
    """
    site = Site(course, out, runs)
    _write_assets(site)
    copy_notebooks(site.course, site.out / "files")
    pages = []
    for number in site.lessons.index:
        path = site.course / "notebooks" / site.lessons.at[number, "file"]
        pages.append(LessonPage(site, number, read_notebook(path), living.get(path, {})).write())
    _write_home(site)
    return [Path("index.html"), *pages]


def thumbnail(notebook: NotebookNode, cell_id: str | None = None) -> tuple[bytes, str] | None:
    """Return (picture as PNG bytes, alt) of a lesson's chart, for its card; None without one.

    cell_id: the cell it stands in; without one, the first that the library draws.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", []) if cell_id in (None, cell.id) else []:
            content = output.get("data", {}).get("text/html", "")
            packed = PICTURE.search(content)
            alt = re.search(r'alt="([^"]*)"', content)
            if packed and alt and not alt[1].startswith(START):
                return _cropped(base64.b64decode(packed.group(1))), html.unescape(alt.group(1))
    return None


def _cropped(png):
    """Return the upper left of a chart, without its headline, at the size of a card."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    width = min(image.width, 1000)
    height = width * THUMB[1] // THUMB[0]
    top = min(95, max(0, image.height - height))
    cut = image.crop((0, top, width, top + height)).resize(THUMB, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    cut.quantize(64, method=Image.Quantize.MEDIANCUT).save(out, "PNG", optimize=True)
    return out.getvalue()


def _write_assets(site):
    assets = site.out / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    styles = [EXPLORERS / f"{name}.css" for name in ("access", "picture", "reader")]
    styles.append(HERE / "site.css")
    text = "\n".join(path.read_text("utf-8") for path in styles)
    (assets / "site.css").write_text(text, "utf-8", newline="\n")
    # A page that was opened from a disk may load scripts, but no modules.
    parts = [_as_script("stPicture", "picture"), _as_script("stReader", "reader")]
    parts.append((HERE / "site.js").read_text("utf-8"))
    (assets / "site.js").write_text("\n".join(parts), "utf-8", newline="\n")
    (assets / "icon.svg").write_bytes((HERE / "icon.svg").read_bytes())


def _as_script(name, module):
    """Return the text of an explorer's module as a plain script that defines one name."""
    text = (EXPLORERS / f"{module}.js").read_text("utf-8")
    body = text.replace("export default { render };", "return render;")
    return f"const {name} = (() => {{\n{body}\n}})();\n"


def copy_notebooks(course: str | Path, folder: str | Path) -> None:
    """Copy lessons and exercises to be run in the browser; links between them are kept right.

    Files of the library that a lesson links to are copied, too.

    JupyterLite knows what is open by the file's name alone, so that a lesson and an exercise of one
    name would share one Python; an exercise gets a name of its own.
    """
    for kind in ("notebooks", "exercises"):
        target = Path(folder) / kind
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted((Path(course) / kind).glob("[0-9][0-9]_*.ipynb")):
            text = TO_EXERCISE.sub(rf"\1{EXERCISE}", path.read_text("utf-8"))
            if kind == "exercises":
                text = BESIDE.sub(rf"\1{EXERCISE}", text)
            for source in TO_SOURCE.findall(text):
                copied = Path(folder) / source
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(Path(course) / source, copied)
            name = EXERCISE + path.name if kind == "exercises" else path.name
            (target / name).write_text(text, "utf-8", newline="\n")


def _write_home(site):
    parts = []
    for part, asks in PARTS.items():
        numbers = site.lessons.index[site.lessons["part"].eq(part)]
        cards = [_card(site, number) for number in numbers]
        parts.append({"name": part, "asks": asks, "first": int(numbers[0]), "cards": cards})
    first = Path(site.lessons.iloc[0]["file"]).stem
    site.write(
        "index.html",
        "home.html",
        "./",
        title="Shield Talks",
        description="Reading diplomatic positions on missile defence in Europe, "
        "sentence by sentence.",
        first=first,
        run=site.run_link("notebooks", first),
        parts=parts,
        thumb=THUMB,
    )


def _card(site, number):
    """Return what the home page shows of one lesson."""
    row = site.lessons.loc[number]
    stem = Path(row["file"]).stem
    found = thumbnail(read_notebook(site.course / "notebooks" / row["file"]), COVERS.get(number))
    return {
        "number": number,
        "stem": stem,
        "question": row["question"],
        "chart": row["chart"],
        "minutes": row["minutes"],
        "picture": site.picture(found[0]) if found else "",
        "alt": re.split(r"(?<=[.:])\s", found[1])[0] if found else "",
        "run": site.run_link("notebooks", stem),
        "exercise": site.run_link("exercises", stem),
    }
