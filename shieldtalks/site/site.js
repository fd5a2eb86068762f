// What the pages of the site do: explorers that turn their pages, code that unfolds, and the
// worker that keeps what was opened once.

// As much of a widget's model as the explorers' own scripts ask for.
class Model {
  constructor(values, others = []) {
    this.values = values;
    this.listeners = {};
    this.widget_manager = { get_model: (name) => Promise.resolve(others[Number(name)]) };
  }
  get(name) { return this.values[name]; }
  set(name, value) {
    if (this.values[name] === value) return;
    this.values[name] = value;
    for (const listener of this.listeners[`change:${name}`] || []) listener();
  }
  save_changes() {}
  on(events, listener) {
    for (const event of events.split(" ")) (this.listeners[event] ||= []).push(listener);
  }
  off(events, listener) {
    for (const event of events.split(" ")) {
      this.listeners[event] = (this.listeners[event] || []).filter((one) => one !== listener);
    }
  }
}

function part(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

function buttons({ name, options, index }, choose, id) {
  const group = part("fieldset", { className: "st-buttons" }, part("legend", {}, name));
  options.forEach((option, at) => {
    const input = part("input", {
      type: "radio", name: id, id: `${id}-${at}`, checked: at === index, onchange: () => choose(at),
    });
    group.append(input, part("label", { htmlFor: input.id }, option));
  });
  return group;
}

function list({ name, options, index }, choose) {
  const select = part("select", {}, ...options.map((option) => part("option", {}, option)));
  select.selectedIndex = index;
  select.onchange = () => choose(select.selectedIndex);
  return part("label", { className: "st-list" }, part("span", {}, name), select);
}

function steps({ name, options, index }, choose) {
  const shown = part("output", {}, options[index]);
  const slider = part("input", { type: "range", min: 0, max: options.length - 1, value: index });
  slider.setAttribute("aria-valuetext", options[index]);
  slider.oninput = () => {
    const at = Number(slider.value);
    shown.textContent = options[at];
    slider.setAttribute("aria-valuetext", options[at]);
    choose(at);
  };
  return part("label", { className: "st-steps" }, part("span", {}, name), slider, shown);
}

const CONTROLS = { buttons, list, steps };

// The pictures of the other pages are fetched when a hand is on the controls.
function fetchAhead(frames) {
  for (const frame of Object.values(frames)) new Image().src = frame.src;
}

function flipbook(root, data) {
  const models = data.controls.map((control) => new Model({ index: control.index }));
  const bar = part("div", { className: "st-bar" });
  data.controls.forEach((control, at) => {
    const choose = (index) => models[at].set("index", index);
    bar.append(CONTROLS[control.kind](control, choose, `${root.dataset.explorer}-${at}`));
  });
  const ahead = () => fetchAhead(data.frames);
  bar.addEventListener("pointerenter", ahead, { once: true });
  bar.addEventListener("focusin", ahead, { once: true });
  const view = part("div");
  const names = models.map((_, at) => `IPY_MODEL_${at}`);
  const { frames, rows, invitation } = data;
  const model = new Model({ controls: names, frames, rows, invitation, selected: "" }, models);
  root.replaceChildren(bar, view);
  stPicture({ model, el: view });
}

function reader(root, data) {
  const view = part("div");
  root.replaceChildren(view);
  stReader({ model: new Model(data.state), el: view });
}

for (const root of document.querySelectorAll("[data-explorer]")) {
  const data = JSON.parse(document.getElementById(root.dataset.explorer).textContent);
  (data.kind === "reader" ? reader : flipbook)(root, data);
}

// Code

const allCode = document.querySelector("[data-all-code]");
allCode?.addEventListener("click", () => {
  const open = allCode.getAttribute("aria-pressed") !== "true";
  for (const code of document.querySelectorAll("details.code")) code.open = open;
  allCode.setAttribute("aria-pressed", String(open));
  allCode.textContent = open ? "Hide all code" : "Show all code";
});

// A web server, https and the worker

const page = document.documentElement.dataset;
const fromDisk = location.protocol === "file:";
for (const note of document.querySelectorAll("[data-from-disk]")) note.hidden = !fromDisk;
for (const note of document.querySelectorAll("[data-insecure]")) {
  note.hidden = fromDisk || window.isSecureContext;
}

const worker = fromDisk || !page.worker ? undefined : navigator.serviceWorker;

async function startWorker() {
  await worker.register(new URL(page.root + page.worker, location.href));
  const { active } = await worker.ready;
  // What this page loaded before the worker was there.
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  active.postMessage({ keep: [location.href, ...loaded] });
}

function offerToKeep() {
  const section = document.querySelector("[data-keep]");
  if (!section) return;
  const button = section.querySelector("[data-keep-all]");
  const said = section.querySelector("[data-keep-said]");
  section.hidden = false;
  const files = fetch(new URL("assets/files.json", location.href)).then((answer) => answer.json());
  files.then(({ bytes }) => {
    section.querySelector("[data-keep-size]").textContent = ` (${Math.round(bytes / 1e6)} MB)`;
  });
  worker.addEventListener("message", ({ data }) => {
    if (data.of === undefined) return;
    const share = data.of ? Math.floor((100 * data.kept) / data.of) : 100;
    if (data.failed) said.textContent = "Not all of it could be fetched. Try again when you are online.";
    else if (data.kept === data.of) said.textContent = "The whole course is kept in this browser.";
    else if (share % 10 === 0) said.textContent = `${share} % is kept.`;
  });
  button.addEventListener("click", async () => {
    navigator.storage?.persist?.();
    const { names } = await files;
    const { active } = await worker.ready;
    said.textContent = "Fetching ...";
    active.postMessage({ keep: names.map((name) => new URL(name, location.href).href), tell: true });
  });
}

if (worker) {
  addEventListener("load", () => startWorker().then(offerToKeep).catch(console.warn));
}
