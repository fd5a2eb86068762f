// Turns the cells of a lesson into slides of 1280 x 720 and lets them be turned by keys.
(() => {
  "use strict";
  const WIDE = window.matchMedia("(min-width: 701px)");
  const STILL = window.matchMedia("(prefers-reduced-motion: reduce)");
  const NEXT = new Set(["ArrowRight", "ArrowDown", "PageDown", " "]);
  const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp"]);
  const deck = document.getElementById("deck");
  const bar = document.getElementById("bar");
  const slides = [];
  let now = 0;

  // Making slides

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text) node.textContent = text;
    return node;
  }

  const pageOf = (slide) => slide.querySelector(".page");
  const isEmpty = (slide) => !slide || !pageOf(slide).childElementCount;
  const last = () => slides[slides.length - 1];

  function begin(section) {
    if (slides.length && isEmpty(last())) return last();
    const slide = element("section", "slide now");
    slide.tabIndex = -1;
    slide.dataset.section = section;
    if (section) slide.append(element("p", "running", section));
    slide.append(element("div", "page"));
    // Beside the others, so that it can be measured; shown alone when all are made.
    deck.append(slide);
    slides.push(slide);
    return slide;
  }

  function overflows(slide) {
    const page = pageOf(slide);
    return page.scrollHeight > page.clientHeight || page.scrollWidth > page.clientWidth;
  }

  // A question is as high as with its longest answer open.
  function tooMuch(slide) {
    const all = [...slide.querySelectorAll("details")];
    const high = overflows(slide) || all.some((one) => {
      one.open = true;
      const over = overflows(slide);
      one.open = false;
      return over;
    });
    return high;
  }

  // What can be taken apart, and the part that is repeated on each slide.
  function pieces(node) {
    if (node.matches("table")) {
      const rows = [...node.querySelectorAll("tbody tr")];
      // A label over several rows is written into each, so that they can part.
      rows.forEach((row, index) => {
        [...row.cells].forEach((cell, place) => {
          for (let below = 1; below < cell.rowSpan; below += 1) {
            const copy = cell.cloneNode(true);
            copy.rowSpan = 1;
            rows[index + below].insertBefore(copy, rows[index + below].cells[place]);
          }
          cell.rowSpan = 1;
        });
      });
      const shell = node.cloneNode(true);
      shell.querySelector("tbody")?.replaceChildren();
      return { shell, into: (copy) => copy.querySelector("tbody"), parts: rows.map((row) => [row]) };
    }
    if (node.matches("ul, ol, blockquote, .said, section, div")) {
      const shell = node.cloneNode(false);
      const parts = [...node.children].map((child) => [child]);
      return { shell, into: (copy) => copy, parts };
    }
    return null;
  }

  function place(node, section) {
    let slide = last();
    // Nothing stands below a picture, and no answer below a prediction.
    const closed = slide && (slide.matches(".full")
      || pageOf(slide).lastElementChild?.matches(".predict"));
    if (!slide || closed) slide = begin(section);
    pageOf(slide).append(node);
    if (!tooMuch(slide)) return;
    // A line that announces what follows goes along with it.
    const before = node.previousElementSibling;
    const along = before && before.matches("p") && /:$/.test(before.textContent.trim());
    const carried = along && before.previousElementSibling ? [before, node] : [node];
    if (before && before.matches(":not(h1, h2, h3)") && carried[0].previousElementSibling) {
      slide = begin(section);
      pageOf(slide).append(...carried);
      if (!tooMuch(slide)) return;
    }
    const found = pieces(node);
    if (!found || found.parts.length < 2) return;
    node.remove();
    let copy = found.shell.cloneNode(true);
    pageOf(slide).append(copy);
    let count = 0;
    for (const part of found.parts) {
      found.into(copy).append(...part);
      if (tooMuch(slide) && count) {
        for (const piece of part) piece.remove();
        slide = begin(section);
        copy = found.shell.cloneNode(true);
        if (copy.matches("ol")) copy.start = (copy.start || 1) + count;
        pageOf(slide).append(copy);
        found.into(copy).append(...part);
      }
      count += 1;
    }
  }

  // A question and its answers belong together; only one answer is open at a time.
  function gather(cell) {
    let question = null;
    for (const node of [...cell.children]) {
      if (node.matches("details")) {
        if (!question) {
          question = element("div", "question");
          const asked = node.previousElementSibling;
          node.before(question);
          if (asked && asked.matches("p")) question.append(asked);
          question.id = `question-${document.querySelectorAll(".question").length}`;
        }
        node.name = question.id;
        question.append(node);
      } else question = null;
    }
  }

  function build() {
    const cells = [...deck.querySelectorAll(".cell")];
    let section = "";
    for (const cell of cells) {
      const kind = cell.dataset.slide;
      const notes = cell.querySelector(":scope > .notes");
      if (kind === "notes") {
        if (last()) noteOn(last(), [...cell.childNodes]);
        cell.remove();
        continue;
      }
      if (notes) notes.remove();
      gather(cell);
      cell.remove();
      const begun = slides.length;
      if (kind === "slide" || kind === "subslide") begin(section);
      for (const node of [...cell.children]) {
        if (node.matches("h1, h2, h3")) {
          const slide = begin("");
          section = node.matches("h1") ? "" : node.textContent;
          slide.dataset.section = node.textContent;
          slide.querySelector(".running")?.remove();
          slide.classList.toggle("cover", node.matches("h1"));
          pageOf(slide).append(node);
        } else if (node.matches(".picture")) {
          const slide = begin(section);
          slide.classList.add("full");
          slide.querySelector(".running")?.remove();
          pageOf(slide).append(node);
        } else {
          if (node.matches(".question") && !startsSection(last())) begin(section);
          if (/^Predict\b/.test(node.querySelector(":scope > strong:first-child")?.textContent)) {
            node.classList.add("predict");
          }
          place(node, section);
        }
        last().dataset.cell ||= cell.dataset.cell;
      }
      if (notes) noteOn(slides[Math.min(begun, slides.length - 1)], [...notes.childNodes]);
    }
    if (isEmpty(last())) slides.pop().remove();
  }

  const startsSection = (slide) => slide
    && pageOf(slide).childElementCount === 1 && pageOf(slide).firstElementChild.matches("h2, h3");

  function noteOn(slide, nodes) {
    let notes = slide.querySelector(".notes");
    if (!notes) {
      notes = element("aside", "notes");
      notes.setAttribute("aria-label", "Notes");
      slide.append(notes);
    }
    notes.append(...nodes);
  }

  // Showing them

  function show(number, focus = true) {
    now = Math.max(0, Math.min(slides.length - 1, number));
    slides.forEach((slide, index) => slide.classList.toggle("now", index === now));
    enlarge(false);
    const slide = slides[now];
    const place = `${now + 1} / ${slides.length}`;
    document.getElementById("where").textContent = place;
    bar.querySelector('[data-go="-1"]').disabled = now === 0;
    bar.querySelector('[data-go="1"]').disabled = now === slides.length - 1;
    document.getElementById("larger").disabled = !slide.matches(".full");
    document.getElementById("speak").disabled = !slide.querySelector(".notes");
    history.replaceState(null, "", `#${now + 1}`);
    if (focus) slide.focus({ preventScroll: true });
  }

  function enlarge(on) {
    const slide = slides[now];
    for (const other of slides) other.classList.toggle("larger", on && other === slide);
    document.getElementById("larger").setAttribute("aria-pressed", String(on));
    const page = pageOf(slide);
    // What scrolls must be within reach of the keyboard.
    if (on) page.tabIndex = 0;
    else page.removeAttribute("tabindex");
    if (on) page.focus();
  }

  function speak() {
    const on = document.body.classList.toggle("speaking");
    document.getElementById("speak").setAttribute("aria-pressed", String(on));
  }

  function fit() {
    const scale = Math.min(window.innerWidth / 1280, window.innerHeight / 720);
    document.body.style.setProperty("--scale", scale);
  }

  function typed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const slide = slides[now];
    const large = slide.matches(".larger");
    const pressed = event.target.closest("button, summary, a");
    if (pressed && (event.key === " " || event.key === "Enter")) return;
    if (large && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      pageOf(slide).scrollBy({
        top: event.key === "ArrowDown" ? 120 : -120, behavior: STILL.matches ? "auto" : "smooth",
      });
    } else if (large && event.key === "Escape") enlarge(false);
    else if (BACK.has(event.key) || (event.key === " " && event.shiftKey)) show(now - 1);
    else if (NEXT.has(event.key)) show(now + 1);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(slides.length - 1);
    else if (event.key === "n" || event.key === "N") speak();
    else if ((event.key === "z" || event.key === "Z") && slide.matches(".full")) enlarge(!large);
    else return;
    event.preventDefault();
  }

  async function start() {
    if (!WIDE.matches) {
      // Wide tables scroll there, so the keyboard must reach them.
      for (const table of deck.querySelectorAll("table")) table.tabIndex = 0;
      return;
    }
    await document.fonts.ready;
    await Promise.all([...deck.querySelectorAll("img")].map((image) => image.decode()));
    document.body.classList.add("slides");
    build();
    slides.forEach((slide, index) => {
      slide.setAttribute("aria-roledescription", "slide");
      const name = slide.dataset.section ? `: ${slide.dataset.section}` : "";
      slide.setAttribute("aria-label", `${index + 1} of ${slides.length}${name}`);
    });
    fit();
    window.addEventListener("resize", fit);
    document.addEventListener("keydown", typed);
    deck.addEventListener("click", (event) => {
      if (event.target.matches(".full img")) enlarge(!slides[now].matches(".larger"));
    });
    for (const button of bar.querySelectorAll("[data-go]")) {
      button.addEventListener("click", () => show(now + Number(button.dataset.go), false));
    }
    document.getElementById("larger").addEventListener("click", () => {
      enlarge(!slides[now].matches(".larger"));
    });
    document.getElementById("speak").addEventListener("click", speak);
    window.addEventListener("hashchange", () => show(Number(location.hash.slice(1)) - 1));
    bar.hidden = false;
    show(Number(location.hash.slice(1)) - 1 || 0);
    document.body.dataset.ready = "true";
  }

  WIDE.addEventListener("change", () => location.reload());
  start();
})();
