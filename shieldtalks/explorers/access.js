// Names for controls that ipywidgets leaves nameless, and peace from the notebook's shortcuts.
const PASSED_ON = new Set(["Tab", "Escape"]);
const CONTROLS = ".jupyter-widgets, .widget-toggle-buttons, .widget-slider";

function nameControls(root) {
  for (const box of root.querySelectorAll(CONTROLS)) {
    const label = box.querySelector(":scope > .widget-label");
    // A tooltip that was never set reads "null".
    if (label && label.title === "null") label.removeAttribute("title");
    const name = label ? label.textContent.trim() : "";
    if (!name) continue;
    for (const handle of box.querySelectorAll(".noUi-handle")) {
      const shown = box.querySelector(".widget-readout");
      setAttribute(handle, "aria-label", name);
      if (!shown) continue;
      setAttribute(handle, "aria-valuetext", shown.textContent.trim());
      setAttribute(shown, "role", "textbox");
      setAttribute(shown, "aria-label", name);
    }
    if (!box.matches(".widget-toggle-buttons")) continue;
    setAttribute(box, "role", "group");
    setAttribute(box, "aria-label", name);
    for (const button of box.querySelectorAll(".widget-toggle-button")) {
      setAttribute(button, "aria-pressed", String(button.classList.contains("mod-active")));
    }
  }
}

// Writing an attribute wakes the observer, so only a change is written.
function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

function render({ el }) {
  el.style.display = "none";
  let root = null;
  const observer = new MutationObserver(() => root && nameControls(root));

  // The notebook's commands look for this attribute while they handle the same key press.
  const guard = (event) => {
    if (!root || !root.contains(event.target)) return;
    if (PASSED_ON.has(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.shiftKey && event.key === "Enter") return;
    root.setAttribute("data-lm-suppress-shortcuts", "true");
    setTimeout(() => root.removeAttribute("data-lm-suppress-shortcuts"), 0);
  };
  // After the controls have had the key, the notebook's own cell navigation must not.
  const stop = (event) => {
    if (PASSED_ON.has(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.shiftKey && event.key === "Enter") return;
    event.stopPropagation();
  };

  const arm = (tries) => {
    root = el.closest(".st-explorer");
    if (!root) {
      if (tries > 0) setTimeout(() => arm(tries - 1), 50);
      return;
    }
    nameControls(root);
    observer.observe(root, {
      childList: true, subtree: true, characterData: true,
      attributes: true, attributeFilter: ["class"],
    });
    root.addEventListener("keydown", stop);
  };
  window.addEventListener("keydown", guard, true);
  arm(100);
  return () => {
    window.removeEventListener("keydown", guard, true);
    observer.disconnect();
    if (root) root.removeEventListener("keydown", stop);
  };
}

export default { render };
