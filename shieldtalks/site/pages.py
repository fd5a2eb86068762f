"""The pages of the site: a home page with the course map, and each lesson to be read.

A lesson's page is made of the notebook as it is stored, so it shows what the notebook shows.
Pictures are files of their own; explorers that need no kernel are alive (see `living`).
"""

import base64
import hashlib
import html
import io
import json
import re
import struct
from pathlib import Path
from string import Template

import mistune
from PIL import Image
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from shieldtalks.context import load_lessons
from shieldtalks.course.notebooks import read_notebook

HERE = Path(__file__).parent
EXPLORERS = HERE.parent / "explorers"
PICTURE = re.compile(r'src="data:image/png;base64,([^"]+)"')
STILL = re.compile(r'<div class="st-still"><p><i>.*?</i></p>(.*)</div>', re.S)
NUMBER = re.compile(r"<td>([-–+]?[\d.,]+ ?%?)</td>")
HEAD = re.compile(r"<thead>(.*?)</thead>", re.S)
CELL = re.compile(r"<th(?: [^>]*)?>(.*?)</th>", re.S)
NOTEBOOK = re.compile(r"^(\.\./)?((?:notebooks|exercises)/)?(\d\d_\w+)\.ipynb(#.*)?$")
# Where the first chart of a lesson is not the one that tells most.
COVERS = {"03": "see-questions", "07": "see-line", "08": "see-cloud"}
EXERCISE = "exercise_"  # how the name of an exercise begins on the site
TO_EXERCISE = re.compile(r"(\]\(\.\./exercises/)(?=\d\d_)")
THUMB = (640, 400)  # pixels of the picture of a lesson on the home page
PARTS = {
    "Read": "What do the articles say, who says it, and who passes it on?",
    "Compare": "Who agrees with whom, on what, and did that change?",
    "Bargain": "What could have been agreed, and why was it not?",
    "Retell": "How was it told, and how would you settle it?",
}


class Site:
    """What all pages share: the folder they go to, the lessons, and whether they can be run."""

    def __init__(self, course, out, runs):
        """course, out: folders. runs: whether JupyterLite stands beside the pages."""
        self.course, self.out, self.runs = Path(course), Path(out), runs
        self.lessons = load_lessons()
        self.page = Template((HERE / "page.html").read_text("utf-8"))

    def picture(self, content):
        """Keep a PNG (bytes) as a file of the site; return its name."""
        name = f"{hashlib.sha256(content).hexdigest()[:16]}.png"
        target = self.out / "assets/pictures" / name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return name

    def run_link(self, kind, stem):
        """Return the address, from the site's root, at which a notebook runs, or '' if none does.

        kind: 'notebooks' or 'exercises'. stem: such as '04_the_position_matrix'.
        """
        name = EXERCISE + stem if kind == "exercises" else stem
        return f"lab/index.html?path={kind}/{name}.ipynb" if self.runs else ""

    def write(self, path, title, description, main, root):
        """Write one page. root: the way from it to the site's root, './' or '../'."""
        config = '<script id="jupyter-config-data" type="application/json">{}</script>'
        text = self.page.substitute(
            title=html.escape(title),
            description=html.escape(description),
            main=main,
            root=root,
            home="index.html",
            # JupyterLite looks for its settings in the page above its own, which is the home page.
            config=config if root == "./" else "",
            worker="service-worker.js?enableCache=false" if self.runs else "",
        )
        target = self.out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")


def write_pages(course, out, living, runs=True):
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


class LessonPage:
    """One lesson as a page."""

    def __init__(self, site, number, notebook, living):
        """site: a Site. number: '00' to '11'. notebook: as read. living: {cell id: explorer}."""
        self.site, self.number, self.notebook, self.living = site, number, notebook, living
        self.stem = Path(site.lessons.at[number, "file"]).stem
        self.headings = []
        self.markdown = mistune.create_markdown(
            renderer=Prose(self), escape=False, plugins=["table", "strikethrough"]
        )

    def write(self):
        """Write the page; return its path in the site."""
        cells = [self._cell(cell) for cell in self.notebook.cells]
        # The title and its card stand above the way through the page.
        body = "\n".join(cells[2:])
        question = self.site.lessons.at[self.number, "question"]
        main = Template((HERE / "lesson.html").read_text("utf-8")).substitute(
            number=self.number,
            part=self.site.lessons.at[self.number, "part"],
            title=html.escape(question),
            card=cells[1],
            actions=self._actions(),
            contents="".join(
                f'<li><a href="#{anchor}">{html.escape(words)}</a></li>'
                for anchor, words in self.headings
            ),
            body=body,
            around=self._around(),
        )
        path = Path("lessons", f"{self.stem}.html")
        chart = self.site.lessons.at[self.number, "chart"]
        title = f"{self.number} · {question}"
        self.site.write(path, title, f"Lesson {title} {chart}.", main, "../")
        return path

    def link(self, url):
        """Return where a link of the notebook leads on the site."""
        found = NOTEBOOK.match(url)
        if not found:
            return url
        _, folder, stem, anchor = found.groups()
        if folder == "exercises/":
            run = self.site.run_link("exercises", stem)
            return f"../{run or f'files/exercises/{EXERCISE}{stem}.ipynb'}"
        return f"{stem}.html{anchor or ''}"

    def anchor(self, words, level):
        """Return the id of a heading, and remember the second level for the contents."""
        anchor = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "part"
        taken = {name for name, _ in self.headings}
        anchor = f"{anchor}-{len(taken)}" if anchor in taken else anchor
        if level == 2:
            self.headings.append((anchor, words))
        return anchor

    def _cell(self, cell):
        if cell.cell_type == "markdown":
            return f'<section class="prose">{self.markdown(cell.source)}</section>'
        if cell.cell_type != "code" or not cell.source.strip():
            return ""
        shown = "".join(self._output(cell, output) for output in cell.outputs)
        return f'<section class="cell">{self._code(cell.source)}{shown}</section>'

    def _code(self, source):
        lines = len(source.strip().splitlines())
        words = "1 line of code" if lines == 1 else f"{lines} lines of code"
        formatter = HtmlFormatter(nowrap=True, classprefix="hl-")
        code = highlight(source.strip(), PythonLexer(), formatter).rstrip("\n")
        return (
            f'<details class="code"><summary>{words}</summary>'
            f'<pre tabindex="0" role="group" aria-label="Code"><code>{code}</code></pre></details>'
        )

    def _output(self, cell, output):
        if output.output_type == "stream":
            return f'<pre class="said">{html.escape(output.text.rstrip())}</pre>'
        if output.output_type == "error":
            said = f"{output.ename}: {output.evalue}"
            return f'<pre class="said trouble">{html.escape(said)}</pre>'
        data = output.get("data", {})
        if "text/html" in data:
            return self._html(cell, data["text/html"])
        return f'<pre class="said">{html.escape(data["text/plain"])}</pre>' if data else ""

    def _html(self, cell, content):
        content = re.sub(r"<style[^>]*>.*?</style>", "", content, flags=re.S)
        still = STILL.search(content)
        content = self._with_pictures(still.group(1) if still else content)
        explorer = self.living.get(cell.id)
        if explorer and explorer["kind"] != "still":
            return self._living(cell.id, explorer, content)
        if explorer:
            run = self.site.run_link("notebooks", self.stem)
            how = (
                f'<a class="run" href="../{run}">Run the lesson in your browser</a>' if run else ""
            )
            note = f"A still picture: this explorer needs Python to answer you. {how}"
            return f'<div class="wide"><p class="note">{note}</p>{content}</div>'
        if "<table" in content:
            content = _plain_table(content.replace(' border="1"', ""))
            group = 'tabindex="0" role="group" aria-label="Table"'
            return f'<div class="table" {group}>{content}</div>'
        return f'<div class="wide">{content}</div>'

    def _living(self, cell_id, explorer, still):
        values = dict(explorer)
        pictures = values.pop("pictures", {})
        names = {
            key: self.site.picture(base64.b64decode(packed)) for key, packed in pictures.items()
        }
        for frame in values.get("frames", {}).values():
            frame["src"] = f"../assets/pictures/{names[frame.pop('picture')]}"
        # Nothing that is quoted can end the script that holds it.
        packed = json.dumps(values, ensure_ascii=False, sort_keys=True).replace("</", "<\\/")
        return (
            f'<div class="wide st-explorer" data-explorer="data-{cell_id}">{still}</div>'
            f'<script type="application/json" id="data-{cell_id}">{packed}</script>'
        )

    def _with_pictures(self, content):
        """Return HTML with its packed pictures as files, each in a link to itself."""

        def unpacked(match):
            png = base64.b64decode(match.group(1))
            width, height = struct.unpack(">II", png[16:24])
            name = self.site.picture(png)
            size = f'style="aspect-ratio:{width}/{height}"'
            return f'src="../assets/pictures/{name}" loading="lazy" {size}'

        content = re.sub(r' style="max-width:100%;height:auto"', "", content)
        return PICTURE.sub(unpacked, content)

    def _actions(self):
        run = self.site.run_link("notebooks", self.stem)
        exercise = self.site.run_link("exercises", self.stem)
        files = f"../files/notebooks/{self.stem}.ipynb"
        parts = [
            f'<a class="button run" href="../{run}">Run it in the browser</a>' if run else "",
            f'<a class="run" href="../{exercise}">Exercise {self.number}</a>' if exercise else "",
            f'<a href="{files}" download>Download the notebook</a>',
            '<button type="button" data-all-code aria-pressed="false">Show all code</button>',
        ]
        return "".join(filter(None, parts))

    def _around(self):
        numbers = list(self.site.lessons.index)
        at = numbers.index(self.number)
        links = []
        for word, place in (("Before", at - 1), ("Next", at + 1)):
            if 0 <= place < len(numbers):
                row = self.site.lessons.iloc[place]
                links.append(
                    f'<a href="{Path(row["file"]).stem}.html"><span>{word}</span> '
                    f"{numbers[place]} · {html.escape(row['question'])}</a>"
                )
        return "".join(links)


class Prose(mistune.HTMLRenderer):
    """Markdown as the pages want it: headings with ids, links that lead on within the site."""

    def __init__(self, page):
        super().__init__(escape=False)
        self.lesson = page

    def heading(self, text, level, **attrs):
        """Return a heading that can be linked to."""
        words = html.unescape(re.sub(r"<[^>]+>", "", text))
        return f'<h{level} id="{self.lesson.anchor(words, level)}">{text}</h{level}>\n'

    def link(self, text, url, title=None):
        """Return a link; one that leads into JupyterLite says so by its class."""
        target = self.lesson.link(url)
        run = ' class="run"' if "lab/index.html?" in target else ""
        return f'<a href="{html.escape(target)}"{run}>{text}</a>'


def _plain_table(table):
    """Return a table of pandas as a page wants it.

    The names of index and columns come into one row, no header is empty, and the numbers, and a
    table that holds nothing else, are marked for the style sheet.
    """
    head = HEAD.search(table)
    rows = [CELL.findall(row) for row in re.split(r"</tr>", head.group(1))[:-1]] if head else []
    if len(rows) == 2 and len(rows[0]) == len(rows[1]) and not any(map(_both, *rows)):
        words = [one or other for one, other in zip(*rows, strict=True)]
        cells = "".join(f"<th>{word}</th>" if word else "<td></td>" for word in words)
        table = table.replace(head.group(0), f"<thead><tr>{cells}</tr></thead>")
    table = NUMBER.sub(r'<td class="n">\1</td>', table.replace("<th></th>", "<td></td>"))
    numbers = "<td>" not in table.replace("<td></td>", "")
    return table.replace('class="dataframe', 'class="numbers dataframe') if numbers else table


def _both(one, other):
    return bool(one and other)


def thumbnail(notebook, cell_id=None):
    """Return (picture as PNG bytes, alt) of a lesson's chart, for its card; None without one.

    cell_id: the cell it stands in; without one, the first chart of all.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", []) if cell_id in (None, cell.id) else []:
            content = output.get("data", {}).get("text/html", "")
            packed = PICTURE.search(content)
            alt = re.search(r'alt="([^"]*)"', content)
            if packed and alt:
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


def copy_notebooks(course, folder):
    """Copy lessons and exercises to be run in the browser; links between them are kept right.

    JupyterLite knows what is open by the file's name alone, so that a lesson and an exercise of one
    name would share one Python; an exercise gets a name of its own.
    """
    for kind in ("notebooks", "exercises"):
        target = Path(folder) / kind
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted((Path(course) / kind).glob("[0-9][0-9]_*.ipynb")):
            text = TO_EXERCISE.sub(rf"\1{EXERCISE}", path.read_text("utf-8"))
            name = EXERCISE + path.name if kind == "exercises" else path.name
            (target / name).write_text(text, "utf-8", newline="\n")


def _write_home(site):
    sections = []
    for part, what in PARTS.items():
        rows = site.lessons[site.lessons["part"].eq(part)]
        cards = "".join(_card(site, number) for number in rows.index)
        sections.append(
            f'<section class="part"><h3>{part}</h3><p>{what}</p>'
            f'<ol class="cards" start="{int(rows.index[0])}">{cards}</ol></section>'
        )
    first = Path(site.lessons.iloc[0]["file"]).stem
    run = site.run_link("notebooks", first)
    main = Template((HERE / "home.html").read_text("utf-8")).substitute(
        first=f"lessons/{first}.html",
        run=f'<a class="button run second" href="{run}">Run lesson 00</a>' if run else "",
        keep=(HERE / "keep.html").read_text("utf-8") if site.runs else "",
        map="".join(sections),
    )
    about = "Reading diplomatic positions on missile defence in Europe, sentence by sentence."
    site.write("index.html", "Shield Talks", about, main, "./")


def _card(site, number):
    row = site.lessons.loc[number]
    stem = Path(row["file"]).stem
    notebook = read_notebook(site.course / "notebooks" / row["file"])
    found = thumbnail(notebook, COVERS.get(number))
    picture = ""
    if found:
        alt = html.escape(re.split(r"(?<=[.:])\s", found[1])[0])
        source = f"assets/pictures/{site.picture(found[0])}"
        size = f'width="{THUMB[0]}" height="{THUMB[1]}"'
        picture = f'<img src="{source}" alt="{alt}" {size} loading="lazy">'
    run = site.run_link("notebooks", stem)
    exercise = site.run_link("exercises", stem)
    said = f'<span class="for"> lesson {number}</span>'
    links = [f'<a class="run" href="{run}">Run{said}</a>'] if run else []
    if exercise:
        links.append(f'<a class="run" href="{exercise}">Exercise {number}</a>')
    links.append(f'<a href="files/notebooks/{stem}.ipynb" download>Download{said}</a>')
    return (
        f'<li class="card"><h4><a href="lessons/{stem}.html"><span class="number">{number}</span> '
        f"{html.escape(row['question'])}</a></h4>{picture}"
        f'<p class="chart">{html.escape(row["chart"])}. {row["minutes"]} minutes.</p>'
        f'<p class="links">{"".join(links)}</p></li>'
    )
