"""Whether an explorer is open to all: names, keyboard, focus, themes, large letters, no motion."""

import collections

from shieldtalks.figures.style import contrast
from tests.browser.axe import examine
from tests.browser.lab import BEFORE, step

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
SET_THEME = "name => window.jupyterapp.commands.execute('apputils:change-theme', { theme: name })"
SIDEBAR = "() => window.jupyterapp.commands.execute('application:toggle-left-area')"
AA_GRAPHIC = 3  # the contrast that WCAG 2.2 asks of a focus ring (1.4.11)
FINEST_RING = 2  # pixels
PANDAS = "empty-table-header"  # the second row of heads, which it writes for a named index
TABBABLE = """(box) => {
    const all = [...box.querySelectorAll([
        "select", "input", "textarea", "button", "summary", "[tabindex]", "[contenteditable=true]",
    ].join())];
    box.stops = all.filter((node) => (node.tabIndex >= 0 || node.isContentEditable)
        && !node.disabled && node.checkVisibility({ visibilityProperty: true }));
    return box.stops.map((node) => (node.ariaLabel || node.labels?.[0]?.textContent
        || node.textContent).trim().slice(0, 50));
}"""
# Where the focus is: its number among the stops, its place, and the ring with the ground around.
STOP = """(box) => {
    const node = document.activeElement;
    const style = getComputedStyle(node);
    const [place, frame] = [node.getBoundingClientRect(), box.getBoundingClientRect()];
    const outer = node.closest(".widget-slider") || node;
    let ground = node.closest(".st-stage") ? "rgb(255, 255, 255)" : null;
    for (let up = outer.parentElement; up && !ground; up = up.parentElement) {
        const colour = getComputedStyle(up).backgroundColor;
        if (!colour.endsWith(", 0)") && colour !== "transparent") ground = colour;
    }
    return {
        number: box.stops.indexOf(node),
        ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
        colours: [style.outlineColor, ground],
        place: [place.left, place.top - frame.top, place.right, place.bottom - frame.top],
    };
}"""
MOVING = """(box) => [box, ...box.querySelectorAll("*")].filter((node) => {
    const style = getComputedStyle(node);
    return style.animationName !== "none"
        || style.transitionDuration.split(", ").some((time) => parseFloat(time) > 0);
}).map((node) => node.className || node.tagName)"""
# What sticks out of the notebook to the right, and text that its own box cuts off.
LOST = """(box) => {
    const panel = box.closest(".jp-WindowedPanel-outer");
    const edge = panel.getBoundingClientRect().left + panel.clientWidth;
    const words = (node) => [...node.childNodes]
        .filter((child) => child.nodeType === 3).map((child) => child.data.trim()).join(" ").trim();
    const lost = [];
    if (panel.scrollWidth > panel.clientWidth + 1) {
        lost.push(`the notebook scrolls sideways, by ${panel.scrollWidth - panel.clientWidth} px`);
    }
    for (const node of box.querySelectorAll("*")) {
        if (!node.checkVisibility() || node.closest(".st-spoken, .st-access")) continue;
        const name = `${node.tagName}.${node.className}: ${words(node).slice(0, 40)}`;
        const place = node.getBoundingClientRect();
        if (place.width && place.right > edge + 1) lost.push(`beyond the edge: ${name}`);
        const style = getComputedStyle(node);
        const across = style.overflowX !== "visible" && node.scrollWidth > node.clientWidth + 1;
        const down = style.overflowY !== "visible" && node.scrollHeight > node.clientHeight + 1;
        const scrolls = [style.overflowX, style.overflowY].includes("auto");
        if (words(node) && !scrolls && (across || down)) lost.push(`cut off: ${name}`);
    }
    return lost;
}"""


def open_to_all(shown, shot):
    """Check all of this for one explorer; keep a picture of it in the dark and in large letters."""
    page, name = shown.page, shown.cell_id
    label = page.evaluate("() => window.jupyterapp.shell.currentWidget.title.label")[:2]
    with step(f"{name}: axe-core looks at it in the light theme"):
        examine_output(shown)
    with step(f"{name}: Tab goes through all of its controls"):
        tab_through(shown)
    with step(f"{name}: nothing moves where motion is not wanted"):
        moving = shown.box.evaluate(MOVING)
        assert not moving, moving
    with step(f"{name}: axe-core looks at it in the dark theme, and the focus is seen there"):
        set_theme(page, "dark")
        try:
            examine_output(shown)
            tab_through(shown)
            shot(page, f"access-{label}-{name}-dark")
        finally:
            set_theme(page, "light")
    with step(f"{name}: at 200 % nothing is cut off, and the page does not scroll sideways"):
        large(shown, shot, f"access-{label}-{name}-large")


def examine_page(page):
    """Let axe-core look at all text and outputs of a notebook; return what is not ours, counted.

    The faults of JupyterLab's own controls, of the tables that pandas writes, and of the sliders
    that ipywidgets makes in the open, whose handles have no name, are not ours. The explorers'
    sliders have names, and `examine_output` wants them.
    Returns {rule and its meaning: how often}.
    """
    ours, theirs = examine(page, ours=".jp-OutputArea-output, .jp-MarkdownOutput")
    theirs += [f"pandas: {fault}" for fault in ours if fault.startswith(PANDAS)]
    theirs += [f"ipywidgets: {fault}" for fault in ours if is_plain_slider(fault)]
    ours = [f for f in ours if not f.startswith(PANDAS) and not is_plain_slider(f)]
    assert not ours, "\n".join(ours)
    return collections.Counter(fault.split(". ")[0] for fault in theirs)


def is_plain_slider(fault):
    """Say whether a fault is the nameless handle of a slider of ipywidgets."""
    return fault.startswith("aria-input-field-name") and "noUi-handle" in fault


def examine_output(shown):
    """Let axe-core look at the output of an explorer's cell, in the theme that is on."""
    ours, _ = examine(shown.page, f'[data-cell-id="{shown.cell_id}"]', ours=".jp-OutputArea-output")
    assert not ours, "\n".join(ours)


def set_theme(page, theme):
    """Change JupyterLab's theme and wait until it is there."""
    page.evaluate(SET_THEME, THEMES[theme])
    light = "true" if theme == "light" else "false"
    page.locator(f'body[data-jp-theme-light="{light}"]').wait_for(state="attached")
    page.wait_for_timeout(200)


def tab_through(shown):
    """Press Tab from above the explorer to below it: each stop once, in order, its ring seen."""
    names = shown.box.evaluate(TABBABLE)
    shown.page.evaluate(BEFORE, shown.cell_id)
    reached, before = [], None
    for _ in range(len(names) + 12):
        shown.page.keyboard.press("Tab")
        stop = shown.box.evaluate(STOP)
        if stop["number"] < 0 and reached:
            break
        if stop["number"] < 0:
            continue
        name = names[stop["number"]]
        reached.append(name)
        assert stop["ring"] >= FINEST_RING, f"no ring around {name!r}: {stop}"
        assert contrast(*map(_colour, stop["colours"])) >= AA_GRAPHIC, f"faint: {name!r}: {stop}"
        if before:
            left, top, right, bottom = stop["place"]
            back = right <= before[0] and bottom <= before[1]
            assert not back, f"{name!r} lies above and before what had the focus: {reached}"
        before = stop["place"]
    assert reached == names, f"reached {reached}, there are {names}"


def large(shown, shot, name):
    """Show the page at 200 %, which leaves it half as wide and high, and look for what is lost."""
    page, size = shown.page, shown.page.viewport_size
    page.evaluate(SIDEBAR)
    page.set_viewport_size({side: length // 2 for side, length in size.items()})
    page.wait_for_timeout(300)
    shown.box.evaluate("box => box.scrollIntoView({ block: 'start' })")
    lost = shown.box.evaluate(LOST)
    shot(page, name)
    page.set_viewport_size(size)
    page.evaluate(SIDEBAR)
    assert not lost, "\n".join(lost)


def _colour(css):
    """Return 'rgb(1, 2, 3)' as the shares that matplotlib takes."""
    return [float(part) / 255 for part in css.strip("rgba()").split(",")[:3]]
