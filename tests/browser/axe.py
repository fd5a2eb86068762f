"""axe-core on a page: what it finds, in words, our own content and the framework's apart."""

import functools
import importlib.resources

RUN = """async ([within, ours]) => {
    const results = await axe.run(within ? { include: [[within]] } : document, {
        resultTypes: ["violations"],
    });
    const own = (node) => {
        const found = document.querySelector(node.target.flat().at(-1));
        return !!found && !!found.closest(ours);
    };
    return results.violations.flatMap((rule) => rule.nodes.map((node) => ({
        ours: own(node),
        words: `${rule.id} (${rule.impact}): ${rule.help}. ${node.target.flat().join(" ")}: `
            + `${node.html.slice(0, 160)}. `
            + [...node.any, ...node.all].map((check) => check.message).join(" "),
    })));
}"""


@functools.cache
def script():
    """Return the source of axe-core, as its Python package carries it."""
    return (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def examine(page, within=None, ours="*"):
    """Run all rules of axe-core on a page; return (our violations, the framework's), as lines.

    within: a selector, to look at only a part of the page. ours: a selector; what lies inside an
    element that it matches counts as ours, all else as the framework's.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(script())
    found = page.evaluate(RUN, [within, ours])
    mine, theirs = ([f["words"] for f in found if f["ours"] is own] for own in (True, False))
    return mine, theirs
