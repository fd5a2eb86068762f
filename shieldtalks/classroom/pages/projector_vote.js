"use strict";
// A question on the big screen: how many have answered, how, the answer, the chart it comes from.
(() => {
    const { el } = room;
    // The smallest letters of the course's charts: 12 points at 150 dots an inch.
    const LETTER = 25;

    room.screens.vote = (place, view, kept) => {
        if (kept.stage !== view.stage) {
            kept.stage = view.stage;
            kept.count = kept.drawn = kept.chart = kept.mark = null;
            const small = view.question.length > 110 || view.stage > 0 || view.quotes.length;
            place.replaceChildren(
                el("div", { class: `top ${small ? "long" : ""} ${view.quotes.length ? "quoted" : ""}` },
                    el("div", {}, view.stage < 3 && view.question.length <= 110
                        && el("p", { class: "about" }, view.title),
                        el("h1", {}, view.stage < 3 ? view.question
                            : `${view.title}: ${view.labels?.[view.answer] || view.told}`)),
                    view.stage === 0 && room.joinHere("small"),
                    kept.tools = view.stage === 3 && el("div", { class: "tools" })),
                kept.body = el("div", { class: view.stage === 3 ? "shown" : "stage" }),
                kept.verdict = el("p", { class: "verdict" }),
                kept.foot = el("div", {}));
            kept.verdict.hidden = view.stage === 3;
        }
        if (view.stage === 0) counting(view, kept);
        else if (view.stage < 3) distribution(view, kept);
        else chart(view, kept);
        kept.verdict.textContent = verdict(view);
        kept.foot.replaceChildren(room.footOf(view));
    };

    function counting(view, kept) {
        if (!kept.count) {
            kept.count = el("b", {});
            kept.of = el("span", { class: "of" });
            kept.fill = el("span", {});
            const quotes = room.quotes(view);
            kept.body.replaceChildren(...(quotes.length
                ? [el("div", { class: `quotes ${long(view) ? "many" : ""}` }, quotes)] : []),
            el("div", { class: `count ${quotes.length ? "beside" : ""}` }, kept.count, kept.of,
                el("div", { class: "meter", "aria-hidden": "true" }, kept.fill)));
        }
        const all = Math.max(view.here, view.answered);
        kept.count.textContent = view.answered;
        kept.of.textContent = ` of ${all} have guessed`;
        kept.fill.style.width = `${all ? 100 * view.answered / all : 0}%`;
    }

    const long = (view) => view.quotes.map((quote) => quote.text).join("").length > 240;

    function distribution(view, kept) {
        const key = JSON.stringify([view.tally, view.stage]);
        if (kept.drawn === key) return;
        kept.drawn = key;
        kept.body.replaceChildren(room.chartOf(view, view.stage === 2));
        room.say(verdict(view));
    }

    function verdict(view) {
        if (view.stage === 0) return "";
        const n = view.answered === 1 ? "1 guess" : `${view.answered} guesses`;
        if (view.stage === 1) return `${n}. Why do they differ? Ask your neighbour.`;
        const near = view.right === 1 ? "1 is right" : `${view.right} are right`;
        const median = view.tally.median ?? null;
        const middle = median === null ? "" : " Half of the class guessed "
            + `${room.digits(view, median)} ${view.unit}`.trim() + " or less.";
        return `${n}, ${near}.${middle}`;
    }

    async function chart(view, kept) {
        if (kept.chart !== view.id) {
            kept.chart = view.id;
            kept.about = null;
            const base = `chart/${view.charts}/${view.id}`;
            kept.about = await (await fetch(`${base}.json`)).json();
            drawn(base, view, kept);
        }
        if (kept.about) point(room.view, kept);
    }

    function drawn(base, view, kept) {
        const { about } = kept;
        kept.pane = el("div", { class: "sentences", tabindex: 0, role: "region",
            "aria-label": "Sentences of the chart", hidden: true });
        const picture = el("div", { class: "picture" }, el("img", {
            src: `${base}.png`, alt: about.alt,
            onload: ({ target }) => {
                picture.style.setProperty("--ratio", target.naturalWidth / target.naturalHeight);
                picture.style.setProperty("--letters", target.naturalWidth / LETTER);
            },
        }));
        kept.buttons = about.marks.map((mark, at) => {
            if (!mark.box) return null;
            const [left, top, width, height] = mark.box.map((side) => `${100 * side}%`);
            const button = el("button", {
                "aria-label": mark.label, "aria-pressed": "false", tabindex: at ? -1 : 0,
                style: { left, top, width, height }, onclick: () => room.lead("mark", { at }),
            });
            picture.append(button);
            return button;
        });
        const frame = kept.frame = room.fading(el("div", { class: "framed", tabindex: 0, role: "region",
            "aria-label": "The chart" }, picture));
        kept.sized = el("button", {
            class: "size", "aria-pressed": "false",
            onclick: () => {
                const whole = frame.classList.toggle("whole");
                kept.sized.setAttribute("aria-pressed", String(whole));
            },
        }, "All of it (A)");
        kept.tools.replaceChildren(about.marks.length
            ? el("span", {}, "↓ or a click: sentences") : "", kept.sized);
        kept.body.replaceChildren(frame, kept.pane);
    }

    addEventListener("keydown", (event) => {
        if (event.key.toLowerCase() === "a" && !event.ctrlKey && !event.metaKey) document.querySelector(".size")?.click();
    });

    function point(view, kept) {
        const at = view.mark ?? null;
        if (at === null || kept.mark === at) return;
        kept.mark = at;
        const mark = kept.about.marks[at];
        kept.buttons.forEach((button, n) => button?.setAttribute("aria-pressed", String(n === at)));
        kept.pane.hidden = false;
        kept.frame.classList.add("pointed");
        const list = el("ul", {}, mark.sentences.map((sentence) => el("li", {}, sentence)));
        kept.pane.replaceChildren(el("h2", {}, mark.label), list);
        kept.pane.scrollTop = 0;
        if (!kept.faded) kept.faded = room.fading(kept.pane);
        kept.buttons[at]?.scrollIntoView({ block: "center" });
        room.say(`${mark.label}: ${mark.sentences[0] || "no sentence"}`);
    }
})();
