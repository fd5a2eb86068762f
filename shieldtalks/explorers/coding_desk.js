// A pane of text that speaks when it changes, and the keys of the desk around it.

function render({ model, el }) {
  el.classList.add("st-pane");
  const pane = document.createElement("section");
  pane.tabIndex = -1;
  el.append(pane);

  function show() {
    const held = pane.contains(document.activeElement);
    pane.setAttribute("aria-label", model.get("label"));
    if (model.get("live")) pane.setAttribute("aria-live", "polite");
    pane.innerHTML = model.get("html");
    if (held) (pane.querySelector("button") || pane).focus();
  }

  pane.addEventListener("click", (event) => {
    const { remove, keep } = event.target.closest("button")?.dataset || {};
    if (remove !== undefined) model.send({ remove: Number(remove) });
    if (keep !== undefined) model.send({ keep });
  });
  model.on("change:html", show);
  show();
  if (!model.get("shortcuts").length) return () => {};

  let desk = null;
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!model.get("shortcuts").includes(event.key) || mine(event)) return;
    event.preventDefault();
    event.stopPropagation();
    model.send({ key: event.key });
  };
  const arm = (tries) => {
    desk = el.closest(".st-explorer");
    if (desk) desk.addEventListener("keydown", press, true);
    else if (tries > 0) setTimeout(() => arm(tries - 1), 50);
  };
  arm(100);
  return () => desk && desk.removeEventListener("keydown", press, true);
}

// Keys that what has the focus needs itself: letters in a text, digits in the list of sentences,
// Enter on a button.
function mine(event) {
  const target = event.target;
  if (target.matches("textarea, input[type=text], .st-bar select")) return true;
  return event.key === "Enter" && (event.shiftKey || !target.matches("select"));
}

export default { render };
