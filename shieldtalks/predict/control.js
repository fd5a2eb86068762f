// The form of a prompt. The kernel checks what is committed, keeps it, and says what it tells.
const PASSED_ON = new Set(["Tab", "Escape"]);
const PATIENCE = 5000; // milliseconds that the kernel may take to answer
const UNPLUGGED = ".jupyter-widgets-disconnected"; // how ipywidgets marks what has lost its kernel
const PLACES = ["1st", "2nd", "3rd"];
const SAID = {
  keeping: "Your guess is being kept.",
  silent: "The kernel does not answer. Run the cell at the top of the notebook, then this one.",
  saved: "No kernel runs behind this question, so no guess can be kept.",
};

let count = 0;

function make(name, attributes = {}, ...inside) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...inside);
  return node;
}

// A list to choose from, at first with nothing chosen.
function list(label, options) {
  const select = make("select", {}, make("option", { value: "" }, "choose …"));
  for (const option of options) select.append(make("option", { value: option }, option));
  return { shown: make("label", {}, label, select), value: () => select.value };
}

// Each kind of prompt: the controls, and what they hold ("" or a list with "" where one is open).
const FIELDS = {
  number(asked) {
    const input = make("input", { type: "text", inputmode: "decimal", autocomplete: "off" });
    return { shown: [make("label", {}, "Your guess:", input), make("p", {}, asked.offered)],
      value: () => input.value.trim() };
  },
  choice(asked) {
    const name = `st-predict-${count += 1}`;
    const radios = asked.options.map((option) => make("input", { type: "radio", name, value: option }));
    return { shown: radios.map((radio) => make("label", {}, radio, radio.value)),
      value: () => radios.find((radio) => radio.checked)?.value || "" };
  },
  cell(asked) {
    const lists = [list("Row:", asked.rows), list("Column:", asked.columns)];
    return several(lists);
  },
  order(asked) {
    const name = (n) => `${PLACES[n] || `${n + 1}th`}:`;
    return several(asked.options.map((_, n) => list(name(n), asked.options)));
  },
};
FIELDS.share = FIELDS.number;

function several(lists) {
  const shown = make("div", { class: "st-places" }, ...lists.map((one) => one.shown));
  return { shown: [shown], value: () => lists.map((one) => one.value()) };
}

// The question as text that was put out just before, for pages where no control comes to life.
function stillOf(el) {
  const output = el.closest(".jp-OutputArea-child");
  if (output) return output.previousElementSibling?.querySelector(".st-still") || null;
  const before = (still) => still.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING;
  return [...document.querySelectorAll(".st-still")].filter(before).pop() || null;
}

function render({ model, el }) {
  el.classList.add("st-predict");
  const asked = model.get("asked");
  const field = FIELDS[asked.kind](asked);
  const button = make("button", { type: "submit" }, "Keep my guess");
  const legend = make("legend", {}, make("b", {}, "Predict."), ` ${asked.question}`);
  const set = make("fieldset", {}, legend, ...field.shown, button);
  const line = make("p", { role: "status", tabindex: "-1" });
  const fold = make("details", {}, make("summary", {}, "What your guess tells"), make("p"));
  const form = make("form", { novalidate: "" }, set);
  el.append(form);
  set.append(line);
  let timer = null;

  function say(words) {
    clearTimeout(timer);
    if (line.textContent !== words) line.textContent = words;
  }

  function show() {
    const guess = model.get("guess");
    const trouble = model.get("trouble");
    if (!guess) return say(trouble);
    const focused = el.contains(document.activeElement);
    for (const node of [...field.shown, button]) node.remove();
    fold.lastChild.textContent = model.get("tells");
    set.append(fold);
    say([`Your guess: ${guess}. It stays. Now run the next cell.`, trouble].join(" ").trim());
    if (focused) line.focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (model.get("guess")) return;
    say(SAID.keeping);
    timer = setTimeout(() => { line.textContent = SAID.silent; }, PATIENCE);
    try {
      model.send({ commit: field.value() });
    } catch (error) {
      say(SAID.silent);
    }
  });

  // The notebook's commands look for this attribute while they handle the same key press.
  const guard = (event) => {
    if (!el.contains(event.target) || letPass(event)) return;
    el.setAttribute("data-lm-suppress-shortcuts", "true");
    setTimeout(() => el.removeAttribute("data-lm-suppress-shortcuts"), 0);
  };
  const stop = (event) => { if (!letPass(event)) event.stopPropagation(); };
  function letPass(event) {
    const meant = event.ctrlKey || event.metaKey || event.altKey;
    return PASSED_ON.has(event.key) || meant || (event.shiftKey && event.key === "Enter");
  }

  let still = null;
  const arm = (tries) => {
    if (!el.isConnected) {
      if (tries > 0) setTimeout(() => arm(tries - 1), 50);
      return;
    }
    still = stillOf(el);
    if (still) still.hidden = true;
    if (el.closest(UNPLUGGED)) say(SAID.saved);
  };
  window.addEventListener("keydown", guard, true);
  el.addEventListener("keydown", stop);
  model.on("change:tries", show);
  arm(100);
  show();
  return () => {
    window.removeEventListener("keydown", guard, true);
    model.off("change:tries", show);
    clearTimeout(timer);
    if (still) still.hidden = false;
  };
}

export default { render };
