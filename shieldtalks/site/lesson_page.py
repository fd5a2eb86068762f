"""One lesson as a page to be read.

It is made of the notebook as it is stored, so it shows what the notebook shows. Pictures are files
of their own; explorers that need no kernel are alive (see `living`).
"""

import base64
import html
import json
import re
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mistune
from markupsafe import Markup
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from shieldtalks.explorers.base import SHOWN
from shieldtalks.markup import one_header
from shieldtalks.templates import environment

if TYPE_CHECKING:
    from shieldtalks.site.pages import Site


PICTURE = re.compile(r'src="data:image/png;base64,([^"]+)"')
NUMBER = re.compile(r"<td>([-–+]?[\d.,]+ ?%?)</td>")
NOTEBOOK = re.compile(r"^(\.\./)?((?:notebooks|exercises)/)?(\d\d_\w+)\.ipynb(#.*)?$")
SOURCE = re.compile(r"^\.\./(shieldtalks/[\w/]+\.py)$")
EXERCISE = "exercise_"  # how the name of an exercise begins on the site
TEMPLATES = environment(Path(__file__).parent / "templates")
CELLS: Any = TEMPLATES.get_template("cells.html").module


class LessonPage:
    """One lesson as a page."""

    def __init__(self, site: "Site", number: str, notebook: NotebookNode, living: dict):
        """site: a Site. number: '00' to '11'. notebook: as read. living: {cell id: explorer}."""
        self.site, self.number, self.notebook, self.living = site, number, notebook, living
        self.stem = Path(site.lessons.at[number, "file"]).stem
        self.headings = []
        self.markdown = mistune.create_markdown(
            renderer=Prose(self), escape=False, plugins=["table", "strikethrough"]
        )

    def write(self) -> Path:
        """Write the page; return its path in the site."""
        cells = [self._cell(cell) for cell in self.notebook.cells]
        # The title and its card stand above the way through the page.
        body = Markup("\n").join(cells[2:])
        lesson = self.site.lessons.loc[self.number]
        path = Path("lessons", f"{self.stem}.html")
        title = f"{self.number} · {lesson['question']}"
        self.site.write(
            path,
            "lesson.html",
            "../",
            title=title,
            description=f"Lesson {title} {lesson['chart']}.",
            number=self.number,
            part=lesson["part"],
            question=lesson["question"],
            stem=self.stem,
            run=self.site.run_link("notebooks", self.stem),
            exercise=self.site.run_link("exercises", self.stem),
            card=cells[1],
            headings=self.headings,
            body=body,
            around=self._around(),
        )
        return path

    def link(self, url: str) -> str:
        """Return where a link of the notebook leads on the site."""
        if source := SOURCE.match(url):
            return f"../{self.site.source(source[1])}"
        found = NOTEBOOK.match(url)
        if not found:
            return url
        _, folder, stem, anchor = found.groups()
        if folder == "exercises/":
            run = self.site.run_link("exercises", stem)
            return f"../{run or f'files/exercises/{EXERCISE}{stem}.ipynb'}"
        return f"{stem}.html{anchor or ''}"

    def anchor(self, words: str, level: int) -> str:
        """Return the id of a heading, and remember the second level for the contents."""
        anchor = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "part"
        taken = {name for name, _ in self.headings}
        anchor = f"{anchor}-{len(taken)}" if anchor in taken else anchor
        if level == 2:
            self.headings.append((anchor, words))
        return anchor

    def _cell(self, cell):
        if cell.cell_type == "markdown":
            return CELLS.prose(Markup(self.markdown(cell.source)))
        if cell.cell_type != "code" or not cell.source.strip():
            return Markup()
        shown = Markup().join(self._output(cell, output) for output in cell.outputs)
        return CELLS.cell(self._code(cell.source.strip()), shown)

    def _code(self, source):
        return CELLS.code(len(source.splitlines()), Markup(as_html(source)))

    def _output(self, cell, output):
        if output.output_type == "stream":
            return CELLS.said(output.text.rstrip())
        if output.output_type == "error":
            return CELLS.said(f"{output.ename}: {output.evalue}", trouble=True)
        data = output.get("data", {})
        if "text/html" in data:
            return self._html(cell, data["text/html"])
        return CELLS.said(data["text/plain"]) if data else Markup()

    def _html(self, cell, content):
        content = re.sub(r"<style[^>]*>.*?</style>", "", content, flags=re.S)
        still = SHOWN.search(content)
        content = self._with_pictures(still.group(1) if still else content)
        explorer = self.living.get(cell.id)
        if explorer and explorer["kind"] != "still":
            return self._living(cell.id, explorer, content)
        if explorer:
            return CELLS.still(Markup(content), self.site.run_link("notebooks", self.stem))
        if "<table" in content:
            return CELLS.table(Markup(plain_table(content.replace(' border="1"', ""))))
        return CELLS.wide(Markup(content))

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
        return CELLS.living(cell_id, Markup(still), Markup(packed))

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

    def _around(self):
        """Return (word, number, file, question) of the lessons before and after."""
        numbers = list(self.site.lessons.index)
        at = numbers.index(self.number)
        return [
            (word, numbers[place], f"{Path(row['file']).stem}.html", row["question"])
            for word, place in (("Before", at - 1), ("Next", at + 1))
            if 0 <= place < len(numbers)
            for row in [self.site.lessons.iloc[place]]
        ]


class Prose(mistune.HTMLRenderer):
    """Markdown as the pages want it: headings with ids, links that lead on within the site."""

    def __init__(self, page: LessonPage):
        super().__init__(escape=False)
        self.lesson = page

    def heading(self, text: str, level: int, **attrs: object) -> str:
        """Return a heading that can be linked to."""
        words = html.unescape(re.sub(r"<[^>]+>", "", text))
        return f'<h{level} id="{self.lesson.anchor(words, level)}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """Return a link; one that leads into JupyterLite says so by its class."""
        target = self.lesson.link(url)
        run = ' class="run"' if "lab/index.html?" in target else ""
        return f'<a href="{html.escape(target)}"{run}>{text}</a>'

    def table(self, text: str) -> str:
        """Return a table in a box that can be moved sideways where the screen is narrow."""
        return CELLS.table(Markup(f"<table>\n{text}</table>\n"))


def as_html(source: str) -> str:
    """Return Python code as HTML, its words marked for the style sheet."""
    formatter = HtmlFormatter(nowrap=True, classprefix="hl-")
    return highlight(source, PythonLexer(), formatter).rstrip("\n")


def plain_table(table: str) -> str:
    """Return a table of pandas as a page wants it.

    The names of index and columns come into one row, no header is empty, and the numbers, and a
    table that holds nothing else, are marked for the style sheet.
    """
    table = NUMBER.sub(r'<td class="n">\1</td>', one_header(table))
    numbers = "<td>" not in table.replace("<td></td>", "")
    return table.replace('class="dataframe', 'class="numbers dataframe') if numbers else table
