// A picture whose marks can be chosen, and the sentences behind the chosen mark.

const STANCE = { yes: ["+", "agrees"], no: ["–", "disagrees"] };
const PANE = 310; // pixels that sentences need beside a picture
const SHRINK = 0.92; // a picture may become that much smaller to make room for them
const KNOWN = 200; // so many pictures of a live explorer are kept in the browser
const FEW = 2; // so many sentences are shown with their neighbours at once

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function sentence(row) {
  const item = element("li", "st-sentence");
  const who = element("p", "st-who");
  who.append(element("b", "", row.person || row.organization));
  if (row.person) who.append(`, ${row.organization}`);
  if (row.attribution) who.append(` (${row.attribution})`);
  const words = element("blockquote");
  // Neighbours are sentences of their own, unless the quote is only a part of one.
  const gap = row.part ? "" : " ";
  if (row.before) words.append(element("span", "st-around", row.before + gap));
  words.append(element("mark", "", row.quote));
  if (row.after) words.append(element("span", "st-around", gap + row.after));
  const source = element("p", "st-source", `${row.unit} · ${row.outlet} · ${row.date || "undated"}`);
  item.append(who, words, source);
  return item;
}

// Sentences sorted by what they speak of, and there by yes and no. What all speak of stands on top.
function groups(rows) {
  const topics = new Map();
  for (const row of rows) {
    const topic = row.wording || row.label || "";
    if (!topics.has(topic)) topics.set(topic, { yes: [], no: [], "": [] });
    topics.get(topic)[row.agreement in STANCE ? row.agreement : ""].push(row);
  }
  const nodes = [];
  if (topics.size === 1) nodes.push(element("p", "st-topic", rows[0].wording || rows[0].label || ""));
  for (const [topic, answers] of topics) {
    for (const [answer, same] of Object.entries(answers)) {
      if (!same.length) continue;
      const says = element("p", "st-says");
      if (answer) {
        const [glyph, verb] = STANCE[answer];
        const chip = element("span", `st-chip st-${answer}`, glyph);
        chip.setAttribute("aria-hidden", "true");
        says.append(chip, element("b", "", topics.size > 1 ? `${verb}: ` : verb));
      }
      if (topics.size > 1) says.append(element("span", "st-topic", topic));
      const list = element("ol");
      list.append(...same.map(sentence));
      nodes.push(says, list);
    }
  }
  return nodes;
}

// The nearest mark in the direction of an arrow key: first in the same row or column, then aslant.
function neighbour(marks, from, key) {
  const across = key === "ArrowLeft" || key === "ArrowRight" ? 0 : 1;
  const sign = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
  const centre = (mark, axis) => mark.box[axis] + mark.box[axis + 2] / 2;
  const reach = (mark, axis) => mark.box[axis + 2] / 2;
  let best = null;
  let least = Infinity;
  for (const mark of marks) {
    const ahead = sign * (centre(mark, across) - centre(from, across));
    const aside = Math.abs(centre(mark, 1 - across) - centre(from, 1 - across));
    const inLine = aside < Math.max(reach(mark, 1 - across), reach(from, 1 - across));
    const distance = ahead + (inLine ? 0 : 10 + 2 * aside);
    if (ahead > 0.001 && distance < least) {
      best = mark;
      least = distance;
    }
  }
  return best;
}

// The controls that turn the pages. The browser reads them itself, so no kernel is needed for it,
// and none that lags behind can turn a page back.
function controlsOf(model) {
  const names = model.get("controls").map((name) => name.replace("IPY_MODEL_", ""));
  return Promise.all(names.map((name) => model.widget_manager.get_model(name)));
}

async function render({ model, el }) {
  el.classList.add("st-picture");
  const controls = await controlsOf(model);
  const stage = element("div", "st-stage");
  const image = element("img");
  const marks = element("div", "st-marks");
  marks.setAttribute("role", "group");
  marks.setAttribute("aria-label", "Marks of the chart: arrow keys move, Escape lets go");
  stage.append(image, marks);
  const spoken = element("p", "st-spoken");
  spoken.setAttribute("aria-live", "polite");
  // No landmark: a page with several explorers would have several of one name.
  const pane = element("div", "st-sentences");
  pane.setAttribute("role", "group");
  pane.setAttribute("aria-live", "polite");
  pane.setAttribute("aria-label", "Sentences behind the chosen mark");
  el.append(stage, pane, spoken);

  // Whether neighbours are shown: as the student last chose, or by the number of sentences.
  let around = null;

  // Pictures of a live explorer that were seen or drawn ahead: the kernel is not waited for.
  const known = new Map();
  const place = (control) => String(control.get("index") ?? control.get("value")).replace(".", "_");
  const key = () => controls.map(place).join(".");

  function frame() {
    const frames = model.get("frames");
    const newest = frames[""];
    return frames[key()] || (newest?.key && known.get(key())) || newest;
  }

  function know(page) {
    if (!page?.key) return;
    known.delete(page.key);
    known.set(page.key, page);
    if (known.size <= KNOWN) return;
    known.delete(known.keys().next().value);
    told.clear();
  }

  // Where the student goes to a slider, the kernel draws ahead what stands along it.
  const told = new Set();
  async function near(event) {
    const slider = event.target.closest?.(".widget-slider");
    if (!slider || !model.get("frames")[""]) return;
    for (const [number, control] of controls.entries()) {
      const views = await Promise.all(Object.values(control.views || {}));
      const others = controls.map((c, n) => (n === number ? "" : place(c))).join(".");
      if (!views.some((view) => view.el === slider) || told.has(others)) continue;
      told.add(others);
      model.send({ near: number, known: [...known.keys()] });
    }
  }

  const hear = (content) => {
    if (!content?.ahead) return;
    know(content.ahead);
    if (content.ahead.key === key()) showFrame();
  };
  const button = (mark) => marks.querySelector(`[data-mark="${CSS.escape(mark.id)}"]`);

  function choose(mark) {
    model.set("selected", mark ? mark.id : "");
    // Where no kernel hears of it, the page shows the sentences all the same.
    try { model.save_changes(); } catch (error) { console.debug(error); }
    pane.scrollTop = 0;
    if (mark && el.matches(".st-beside")) pane.scrollIntoView({ block: "nearest" });
  }

  function move(event, mark) {
    const all = frame().marks;
    let next = null;
    if (event.key.startsWith("Arrow")) next = neighbour(all, mark, event.key);
    else if (event.key === "Home") next = all[0];
    else if (event.key === "End") next = all[all.length - 1];
    else return;
    event.preventDefault();
    if (!next) return;
    choose(next);
    button(next).focus();
  }

  function markButton(mark) {
    const node = element("button", "st-mark");
    const [left, top, width, height] = mark.box.map((share) => `${share * 100}%`);
    Object.assign(node.style, { left, top, width, height });
    node.type = "button";
    node.title = mark.label;
    node.setAttribute("aria-label", mark.label);
    node.dataset.mark = mark.id;
    node.addEventListener("click", () => choose(mark));
    node.addEventListener("keydown", (event) => move(event, mark));
    return node;
  }

  function aroundButton(rows) {
    const node = element("button", "st-toggle");
    node.type = "button";
    const show = (on) => {
      pane.classList.toggle("st-bare", !on);
      node.setAttribute("aria-pressed", String(on));
      node.textContent = on ? "Hide the sentences around" : "Show the sentences around";
    };
    show(around === null ? rows.length <= FEW : around);
    node.addEventListener("click", () => {
      around = node.getAttribute("aria-pressed") !== "true";
      show(around);
    });
    return node;
  }

  function showSelected() {
    const now = frame();
    if (!now) return;
    const chosen = now.marks.find((mark) => mark.id === model.get("selected"));
    const start = chosen || now.marks[0];
    for (const node of marks.children) {
      node.setAttribute("aria-pressed", String(!!chosen && node.dataset.mark === chosen.id));
      node.tabIndex = start && node.dataset.mark === start.id ? 0 : -1;
    }
    pane.replaceChildren();
    if (!chosen) {
      pane.removeAttribute("tabindex");
      pane.append(element("p", "st-invitation", now.marks.length ? model.get("invitation") : ""));
      return;
    }
    pane.tabIndex = 0;
    const rows = chosen.statements.map((id) => model.get("rows")[id]).filter(Boolean);
    pane.append(element("p", "st-title", chosen.label), ...groups(rows));
    if (rows.some((row) => row.before || row.after)) pane.append(aroundButton(rows));
  }

  function showFrame() {
    know(model.get("frames")[""]);
    const now = frame();
    el.dataset.pages = Object.keys(model.get("frames")).length;
    el.classList.toggle("st-waiting", !now);
    if (!now) return;
    // On a web page the pictures are files of their own.
    const source = now.src || `data:image/png;base64,${now.png}`;
    if (image.getAttribute("src") === source) return;
    if (image.src) spoken.textContent = now.alt;
    image.src = source;
    image.alt = `${now.alt} ${now.footer}`;
    el.style.setProperty("--st-width", `${now.width}px`);
    const held = marks.contains(document.activeElement);
    marks.replaceChildren(...now.marks.map(markButton));
    showSelected();
    if (held) marks.querySelector('[tabindex="0"]')?.focus();
    arrange();
  }

  function arrange() {
    const now = frame();
    if (!now) return;
    const beside = el.clientWidth >= SHRINK * now.width + PANE;
    el.classList.toggle("st-beside", beside);
    el.classList.toggle("st-below", !beside);
  }

  el.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !model.get("selected")) return;
    const inPane = pane.contains(document.activeElement);
    choose(null);
    if (inPane) marks.querySelector('[tabindex="0"]')?.focus();
  });
  const sized = new ResizeObserver(arrange);
  sized.observe(el);

  model.on("change:frames", showFrame);
  model.on("change:selected", showSelected);
  model.on("change:rows", showSelected);
  for (const control of controls) control.on("change:index change:value", showFrame);
  model.on("msg:custom", hear);
  for (const coming of ["pointerover", "focusin"]) document.addEventListener(coming, near, true);
  showFrame();
  return () => {
    sized.disconnect();
    model.off("change:frames", showFrame);
    model.off("change:selected", showSelected);
    model.off("change:rows", showSelected);
    for (const control of controls) control.off("change:index change:value", showFrame);
    model.off("msg:custom", hear);
    for (const coming of ["pointerover", "focusin"]) document.removeEventListener(coming, near, true);
  };
}

export default { render };
