// The source reader: a file as it is, and what stays when the rest is put aside.

const SHOWN = {
  chrome: "furniture", caption: "furniture", duplicate: "repeats",
};

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function render({ model, el }) {
  el.classList.add("st-reader");
  const bar = element("div", "st-reader-bar");
  const strip = element("div", "st-reader-strip");
  const status = element("p", "st-reader-status");
  status.setAttribute("role", "status");
  const pane = element("div", "st-reader-pane");
  pane.tabIndex = 0;
  pane.setAttribute("role", "region");
  strip.setAttribute("role", "group");
  strip.setAttribute("aria-label", "Units of the file: arrow keys move, Home and End leap");
  el.append(bar, strip, status, pane);

  const file = () => model.get("files").find((one) => one.article === model.get("article"));
  const isShown = (unit) => !(unit.kind in SHOWN) || model.get(SHOWN[unit.kind]);

  function set(name, value) {
    model.set(name, value);
    // Where no kernel hears of it, the page turns all the same.
    try { model.save_changes(); } catch (error) { console.debug(error); }
  }

  function labelled(words, control) {
    const label = element("label", "st-reader-label");
    label.append(element("span", "", words), control);
    return label;
  }

  function box(name, words) {
    const control = element("input");
    control.type = "checkbox";
    control.addEventListener("change", () => set(name, control.checked));
    const label = element("label", "st-reader-label");
    label.append(control, element("span", "", words));
    const show = () => { control.checked = model.get(name); };
    show();
    model.on(`change:${name}`, show);
    return label;
  }

  const article = element("select");
  for (const one of model.get("files")) {
    const option = element("option", "", `${one.article} · ${one.outlet}`);
    option.value = one.article;
    article.append(option);
  }
  article.addEventListener("change", () => {
    model.set("unit", "");
    set("article", article.value);
  });
  const jump = element("select");
  jump.addEventListener("change", () => set("unit", jump.value));
  bar.append(
    labelled("Article", article),
    labelled("Jump to", jump),
    box("furniture", "Furniture, captions"),
    box("repeats", "Repeats"),
    box("quotes", "Mark quotes"),
  );

  function words(unit) {
    const node = element("span", `st-unit st-unit-${unit.kind}`);
    node.dataset.unit = unit.id;
    node.append(element("span", "st-unit-id", unit.id), " ");
    for (const [piece, quoted] of unit.pieces) {
      node.append(quoted ? element("q", "st-quoted", piece) : piece);
    }
    node.append(" ");
    return node;
  }

  function segment(unit) {
    const node = element("button", `st-segment st-unit-${unit.kind}`);
    node.type = "button";
    node.style.flexGrow = unit.size;
    node.dataset.unit = unit.id;
    node.title = `${unit.id}, ${unit.name}`;
    node.setAttribute("aria-label", `${unit.id}, ${unit.name}, ${unit.size} characters`);
    node.addEventListener("click", () => set("unit", unit.id));
    return node;
  }

  function showFile() {
    const now = file();
    if (!now) return;
    article.value = now.article;
    pane.setAttribute("aria-label", `Text of article ${now.article}`);
    jump.replaceChildren(element("option", "", "choose a unit"));
    jump.firstChild.value = "";
    strip.replaceChildren(...now.units.map(segment));
    pane.replaceChildren();
    let paragraph = null;
    let last = null;
    for (const unit of now.units) {
      const option = element("option", "", `${unit.id} · ${unit.name}`);
      option.value = unit.id;
      jump.append(option);
      if (!last || last.paragraph !== unit.paragraph || last.kind !== unit.kind) {
        paragraph = element("p", `st-paragraph st-kind-${unit.kind}`);
        if (unit.kind !== "body" && (!last || last.kind !== unit.kind)) {
          const name = unit.kind === "duplicate" ? "the same again" : unit.name;
          paragraph.append(element("span", "st-badge", name));
        }
        pane.append(paragraph);
      }
      paragraph.append(words(unit));
      last = unit;
    }
    showKinds();
    showUnit();
  }

  function showKinds() {
    const now = file();
    if (!now) return;
    const kept = now.units.filter(isShown);
    const ids = new Set(kept.map((unit) => unit.id));
    for (const node of pane.querySelectorAll(".st-unit")) node.hidden = !ids.has(node.dataset.unit);
    for (const node of pane.children) {
      node.hidden = !node.querySelector(".st-unit:not([hidden])");
    }
    for (const node of strip.children) {
      node.classList.toggle("st-aside", !ids.has(node.dataset.unit));
    }
    pane.classList.toggle("st-quotes", model.get("quotes"));
    const sum = (units) => units.reduce((total, unit) => total + unit.size, 0).toLocaleString("en");
    let said = `Article ${now.article}: ${kept.length} of ${now.units.length} units shown, `
      + `${sum(kept)} of ${sum(now.units)} characters.`;
    if (model.get("quotes")) {
      const quoted = kept.filter((unit) => unit.pieces.some(([, inside]) => inside)).length;
      said += ` ${quoted} units hold a quotation.`;
    }
    status.textContent = said;
  }

  function showUnit() {
    const chosen = model.get("unit");
    const now = file();
    const unit = now?.units.find((one) => one.id === chosen);
    // A unit that is put aside is brought back, so that a jump always arrives.
    if (unit && !isShown(unit)) set(SHOWN[unit.kind], true);
    jump.value = unit ? chosen : "";
    for (const node of strip.children) {
      const here = node.dataset.unit === chosen;
      node.setAttribute("aria-pressed", String(here));
      node.tabIndex = here ? 0 : -1;
    }
    if (!unit && strip.firstChild) strip.firstChild.tabIndex = 0;
    for (const node of pane.querySelectorAll(".st-unit")) {
      node.classList.toggle("st-here", node.dataset.unit === chosen);
      if (node.dataset.unit !== chosen) continue;
      const top = node.getBoundingClientRect().top - pane.getBoundingClientRect().top;
      pane.scrollTop += top - pane.clientHeight / 3;
    }
  }

  strip.addEventListener("keydown", (event) => {
    const all = [...strip.children];
    const at = all.indexOf(document.activeElement);
    const to = {
      ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1,
      Home: 0, End: all.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = all[Math.max(0, Math.min(all.length - 1, to))];
    set("unit", next.dataset.unit);
    next.focus();
  });

  const listeners = {
    "change:article": showFile, "change:files": showFile, "change:unit": showUnit,
    "change:furniture": showKinds, "change:repeats": showKinds, "change:quotes": showKinds,
  };
  for (const [name, listener] of Object.entries(listeners)) model.on(name, listener);
  showFile();
  return () => {
    for (const [name, listener] of Object.entries(listeners)) model.off(name, listener);
  };
}

export default { render };
