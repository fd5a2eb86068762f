"use strict";
// A question on the big screen: how many have answered, how, the answer, the chart it comes from.
(() => {
    const { el } = room;

    room.screens.vote = (place, view, kept) => {
        if (kept.stage !== view.stage) {
            kept.stage = view.stage;
            kept.count = kept.drawn = kept.chart = null;
            const small = view.question.length > 110 || view.stage > 0 || view.quotes.length;
            place.replaceChildren(
                el("div", { class: `top ${small ? "long" : ""} ${view.quotes.length ? "quoted" : ""}` },
                    el("h1", {}, view.stage < 3 ? view.question : `${view.title}: ${view.told}`),
                    view.stage === 0 && room.joinHere("small")),
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
        kept.of.textContent = ` of ${all} have committed a guess`;
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
        const middle = median === null ? "" : ` The class's middle guess is `
            + `${room.digits(view, median)} ${view.unit}`.trim() + ".";
        return `${n}, ${near}.${middle}`;
    }

    async function chart(view, kept) {
        if (kept.chart === view.id) return;
        kept.chart = view.id;
        const base = `chart/${view.charts}/${view.id}`;
        const about = await (await fetch(`${base}.json`)).json();
        const pane = el("div", { class: "sentences", tabindex: 0, role: "region",
            "aria-label": "Sentences of the chart" });
        const buttons = [];
        const show = (at) => {
            const mark = about.marks[at];
            buttons.forEach((button, n) => button?.setAttribute("aria-pressed", String(n === at)));
            kept.mark = at;
            pane.replaceChildren(el("h2", {}, mark.label),
                el("ul", {}, mark.sentences.map((sentence) => el("li", {}, sentence))));
            pane.scrollTop = 0;
            room.say(`${mark.label}: ${mark.sentences[0] || "no sentence"}`);
        };
        const picture = el("div", { class: "picture" }, el("img", {
            src: `${base}.png`, alt: about.alt,
            onload: ({ target }) => picture.style.setProperty(
                "--ratio", target.naturalWidth / target.naturalHeight),
        }));
        about.marks.forEach((mark, at) => {
            if (!mark.box) return;
            const [left, top, width, height] = mark.box.map((side) => `${100 * side}%`);
            buttons[at] = el("button", {
                "aria-label": mark.label, "aria-pressed": "false", tabindex: at ? -1 : 0,
                style: { left, top, width, height }, onclick: () => show(at),
            });
            picture.append(buttons[at]);
        });
        kept.marks = { count: about.marks.length, show };
        pane.append(el("p", { class: "quiet" }, about.marks.length
            ? "Click a mark of the chart, or press ↓: here are the sentences it stands for."
            : about.alt));
        kept.body.replaceChildren(el("div", { class: "framed" }, picture), pane);
        room.marks = kept.marks;
        kept.marks.at = () => kept.mark ?? -1;
    }

    addEventListener("keydown", (event) => {
        const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        const view = room.view;
        if (!by || !room.marks?.count || view?.screen !== "vote" || view.stage !== 3) return;
        event.preventDefault();
        const { count } = room.marks;
        room.marks.show((Math.max(-1, room.marks.at()) + by + count) % count);
    });
})();
