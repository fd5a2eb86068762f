// Names for controls that ipywidgets leaves nameless, peace from the notebook's shortcuts, and a
// line where the kernel does not answer.
const PASSED_ON = new Set(["Tab", "Escape"]);
const CONTROLS = ".jupyter-widgets, .widget-toggle-buttons, .widget-slider";
const UNPLUGGED = ".jupyter-widgets-disconnected"; // how ipywidgets marks what has lost its kernel
const PAUSE = 700; // milliseconds after the last touch until the kernel is asked whether it is there
const PATIENCE = 5000; // milliseconds that it may take to answer
const AGAIN = "run the cell at the top of the notebook, then this one.";
const SAID = {
  stopped: `The kernel has stopped, so this explorer no longer answers. To go on, ${AGAIN}`,
  stoppedPages: `The kernel has stopped. The pages that are drawn still turn; for the rest, ${AGAIN}`,
  silent: "The kernel has not answered for five seconds: it is busy, or it has stopped. "
    + `If this line stays, ${AGAIN}`,
  saved: "No kernel runs behind this explorer: it stands as it was saved.",
  unsaved: "This page was not saved, and no kernel runs that could draw it.",
  drawing: "This page is being drawn.",
};

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
      setAttribute(shown, "aria-label", `${name.replace(/:$/, "")}, as text`);
      // What is typed over the name of a step would be lost, though ipywidgets lets one type.
      if (box.matches(".st-stepper")) {
        setAttribute(shown, "contenteditable", "false");
        setAttribute(shown, "aria-readonly", "true");
      }
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

// The still picture that was put out just before this explorer, for pages where none comes to life.
function stillOf(root) {
  const output = root.closest(".jp-OutputArea-child");
  if (output) return output.previousElementSibling?.querySelector(".st-still") || null;
  const before = (still) => still.compareDocumentPosition(root) & Node.DOCUMENT_POSITION_FOLLOWING;
  return [...document.querySelectorAll(".st-still")].filter(before).pop() || null;
}

function render({ model, el }) {
  el.classList.add("st-access");
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  el.append(line);
  let root = null;
  let still = null;
  let savedOnly = false;
  let answered = true;
  let silent = false;
  let cut = false; // whether nothing can be sent any more
  let timer = null;
  let since = null; // when the page that is shown began to wait

  function drawing() {
    if (!root.querySelector(".st-waiting")) since = null;
    else if (since === null) { since = Date.now(); setTimeout(look, PAUSE); }
    return since !== null && Date.now() - since >= PAUSE;
  }

  function state() {
    const pages = model.get("pages");
    if (savedOnly && root.querySelector(".st-waiting")) return "unsaved";
    if (savedOnly) return pages ? "" : "saved";
    if (cut || root.querySelector(UNPLUGGED)) return pages ? "stoppedPages" : "stopped";
    if (silent) return "silent";
    return drawing() ? "drawing" : "";
  }

  function look() {
    if (!root) return;
    savedOnly = savedOnly && !!root.querySelector(UNPLUGGED);
    nameControls(root);
    const words = SAID[state()] || "";
    if (line.textContent !== words) line.textContent = words;
  }
  const observer = new MutationObserver(look);

  function ask() {
    answered = false;
    try { model.send({ ping: "there?" }); } catch (error) { cut = true; }
    look();
    timer = setTimeout(() => { silent = !answered; look(); }, PATIENCE);
  }
  const hear = (content) => {
    if (!content || content.pong === undefined) return;
    answered = true;
    silent = false;
    cut = false;
    look();
  };
  // A mark and its sentences need no kernel.
  const touched = (event) => {
    if (event.target.closest(".st-picture, .st-reader") || savedOnly) return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };
  const TOUCHES = ["change", "click", "keyup", "pointerdown"];

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
    if (!root || !root.isConnected) {
      root = null;
      if (tries > 0) setTimeout(() => arm(tries - 1), 50);
      return;
    }
    savedOnly = !!root.querySelector(UNPLUGGED);
    still = stillOf(root);
    if (still) still.hidden = true;
    look();
    observer.observe(root, {
      childList: true, subtree: true, characterData: true,
      attributes: true, attributeFilter: ["class"],
    });
    root.addEventListener("keydown", stop);
    for (const touch of TOUCHES) root.addEventListener(touch, touched, true);
  };
  window.addEventListener("keydown", guard, true);
  model.on("msg:custom", hear);
  arm(100);
  return () => {
    window.removeEventListener("keydown", guard, true);
    model.off("msg:custom", hear);
    observer.disconnect();
    clearTimeout(timer);
    if (still) still.hidden = false;
    if (!root) return;
    root.removeEventListener("keydown", stop);
    for (const touch of TOUCHES) root.removeEventListener(touch, touched, true);
  };
}

export default { render };
