// What the benchmark does inside a notebook's page: it moves controls and times what is seen.

(() => {
  const QUIET = 150; // milliseconds without a change after which a step is over
  const PATIENCE = 15000; // milliseconds after which a step that changes nothing is given up
  const UNCHANGED = 2000; // milliseconds after which a value of a slider counts as without effect
  const panel = () => window.jupyterapp.shell.currentWidget;
  const kernel = () => panel().sessionContext.session.kernel;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const frame = () => new Promise(requestAnimationFrame);
  const text = (node) => node.textContent.replaceAll("\u00a0", " ").trim();

  function outputOf(id) {
    const found = panel().content.widgets.find((cell) => cell.model.id === id);
    return found.node.querySelector(".jp-Cell-outputArea");
  }

  // Run code in the kernel; what it prints comes back.
  async function execute(code) {
    const future = kernel().requestExecute({ code });
    let printed = "";
    future.onIOPub = (said) => {
      if (said.header.msg_type === "stream") printed += said.content.text;
    };
    const { content } = await future.done;
    if (content.status === "error") throw new Error(`${content.ename}: ${content.evalue}`);
    return printed;
  }

  // The picture (or the text) that is looked at, and a value that differs when it is another.
  class Shown {
    constructor(box, selector) {
      this.box = box;
      this.find = () => [...box.querySelectorAll(selector)].pop();
      this.last = this.now();
      this.changes = 0;
      this.shown = 0; // which change is on the screen
      this.seen = null; // when the newest change was on the screen
      this.onScreen = this.last;
      this.observer = new MutationObserver(() => this.look());
      this.observer.observe(box, {
        childList: true, subtree: true, characterData: true,
        attributes: true, attributeFilter: ["src", "hidden", "class"],
      });
    }

    now() {
      const node = this.find();
      if (!node) return "";
      return node.tagName === "IMG" ? node.src : node.innerHTML;
    }

    async look() {
      const node = this.find();
      const now = this.now();
      if (!node || (now === this.last && node === this.node)) return;
      this.node = node;
      this.last = now;
      const number = ++this.changes;
      if (node.tagName === "IMG") await node.decode().catch(() => null);
      await frame();
      await frame();
      if (number < this.shown) return;
      this.shown = number;
      this.seen = performance.now();
      this.onScreen = now;
    }

    stop() { this.observer.disconnect(); }
  }

  // A control by its label: a function that moves it by one, back and forth or round and round.
  function control(box, words) {
    if (words.startsWith("#")) {
      const ticks = [...box.querySelectorAll("input[type=checkbox]")];
      return () => ticks[Number(words.slice(1))].click();
    }
    const labels = box.querySelectorAll(".widget-label, .widget-label-basic, .st-reader-label, button");
    const label = [...labels].find((node) => text(node).startsWith(words));
    if (!label) throw new Error(`no control ${words}`);
    const whole = label.matches(".widget-label") ? label.parentElement : label;
    const handle = whole.querySelector(".noUi-handle");
    if (handle) {
      let forward = true;
      return () => {
        const at = (name) => Number(handle.getAttribute(`aria-value${name}`));
        if (at("now") >= at("max")) forward = false;
        if (at("now") <= at("min")) forward = true;
        const key = forward ? "ArrowRight" : "ArrowLeft";
        handle.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      };
    }
    const select = whole.querySelector("select");
    if (select) {
      return () => {
        select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      };
    }
    const buttons = [...whole.querySelectorAll(".widget-toggle-button")];
    if (buttons.length) {
      return () => {
        const active = buttons.findIndex((button) => button.classList.contains("mod-active"));
        buttons[(active + 1) % buttons.length].click();
      };
    }
    return () => (whole.querySelector("input") || whole).click();
  }

  async function settled(shown) {
    let since = performance.now();
    let changes = shown.changes;
    while (performance.now() - since < QUIET) {
      await pause(20);
      if (kernel().status !== "idle" || shown.changes !== changes) since = performance.now();
      changes = shown.changes;
    }
  }

  async function step(way, move, number) {
    if (way.before) await execute(way.before.replace("NUMBER", number));
    way.box.scrollIntoView({ block: "start" });
    const shown = new Shown(way.box, way.selector);
    shown.node = shown.find();
    await settled(shown);
    await pause(16 * Math.random());
    shown.seen = null;
    const begin = performance.now();
    move();
    while (shown.seen === null && performance.now() - begin < PATIENCE) await pause(10);
    await settled(shown);
    shown.stop();
    if (shown.seen === null) throw new Error(`step ${number} of ${way.cell} changed nothing`);
    return shown.seen - begin;
  }

  // Ways take turns, and who begins takes turns as well. Returns {cell: [milliseconds]}.
  async function steps(ways, rounds) {
    const times = {};
    for (const way of ways) {
      way.box = outputOf(way.cell);
      way.moves = way.controls.map((words) => control(way.box, words));
      times[way.cell] = [];
    }
    for (let number = 0; number <= rounds; number += 1) {
      for (const way of number % 2 ? [...ways].reverse() : ways) {
        const spent = await step(way, way.moves[number % way.moves.length], number);
        if (number > 0) times[way.cell].push(spent);
      }
    }
    return times;
  }

  // How many steps the picture on the screen is behind the control.
  function behind(path, pictures, picture) {
    for (let back = 0; back < path.length; back += 1) {
      if (pictures.get(path[path.length - 1 - back]) === picture) return back;
    }
    return path.length;
  }

  async function drag(way, words, count, rate) {
    const box = outputOf(way.cell);
    box.scrollIntoView({ block: "start" });
    const shown = new Shown(box, way.selector);
    const move = control(box, words);
    const labels = [...box.querySelectorAll(".widget-label")];
    const handle = labels.find((node) => text(node).startsWith(words)).parentElement.querySelector(".noUi-handle");
    const value = () => handle.getAttribute("aria-valuenow");
    const pictures = new Map();
    // Once up and once down: then every value has been seen.
    const limits = ["min", "max"].map((name) => Number(handle.getAttribute(`aria-value${name}`)));
    for (let ends = 0; ends < 2;) {
      const changes = shown.changes;
      const begin = performance.now();
      move();
      // Beyond the edge of a chart a value may change nothing.
      while (shown.changes === changes && performance.now() - begin < UNCHANGED) await pause(10);
      await settled(shown);
      pictures.set(value(), shown.now());
      if (limits.includes(Number(value()))) ends += 1;
    }
    // The student comes to the slider; what is drawn ahead may be drawn.
    handle.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
    await settled(shown);
    const path = [value()];
    const lags = [];
    const begin = performance.now();
    for (let number = 0; number < count; number += 1) {
      await pause(begin + number * (1000 / rate) - performance.now());
      if (number) lags.push(behind(path, pictures, shown.onScreen));
      move();
      path.push(value());
    }
    const last = performance.now();
    await pause(1000 / rate);
    const end = behind(path, pictures, shown.onScreen);
    const wanted = pictures.get(value());
    while (shown.onScreen !== wanted && performance.now() - last < PATIENCE) await pause(4);
    const caught = performance.now() - last;
    await settled(shown);
    shown.stop();
    return { end, most: Math.max(...lags), caught, right: shown.onScreen === wanted, values: pictures.size };
  }

  window.benchmark = { steps, drag, execute };
})();
