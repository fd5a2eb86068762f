"use strict";
// The class as coders on the big screen: a sentence, how the class divides on it, the class as one.
(() => {
    const { el } = room;

    room.screens.coders = (place, view, kept) => {
        const last = view.at === view.of;
        const key = JSON.stringify([view.at, view.shown, view.class, view.summary, view.computing]);
        if (kept.key !== key) {
            kept.key = key;
            kept.count = el("p", { class: "verdict" });
            kept.foot = el("div", {});
            const title = last ? "The class as one reader" : `Sentence ${view.at + 1} of ${view.of}`;
            const heading = el("div", { class: "top long" }, el("h1", {}, title));
            const body = room.fading(el("div", { class: "coded", tabindex: 0, role: "region",
                "aria-label": title }, last ? whole(view) : one(view)));
            const parts = view.shown || last ? [heading, body]
                : [el("div", { class: "beside" }, el("div", {}, heading, body), room.joinHere("small"))];
            place.replaceChildren(...parts, kept.count, kept.foot);
        }
        kept.count.textContent = last ? "" : view.shown ? view.class.said
            : `${view.decided} of ${Math.max(view.here, view.decided)} have decided this sentence`;
        kept.foot.replaceChildren(room.footOf(view));
        if (view.shown && !last && kept.told !== view.at) {
            kept.told = view.at;
            room.say(view.class.said);
        }
    };

    function one(view) {
        const { sentence } = view;
        const text = el("blockquote", { class: view.shown ? "small" : null },
            !view.shown && sentence.before && el("p", { class: "quiet" }, `… ${sentence.before}`),
            el("p", { class: "unit" }, sentence.text),
            el("footer", { class: "quiet" }, `${sentence.unit} · ${sentence.source}`),
            !view.shown && sentence.after && el("p", { class: "quiet" }, `${sentence.after} …`));
        if (!view.shown) return [text];
        return [text, el("div", { class: "halves" }, room.divided(view.class),
            el("div", {}, el("h2", {}, "Readers A to D"),
                el("ul", {}, view.class.readers.map((line) => el("li", {}, line))),
                el("p", { class: "quiet rule" }, "A code stands where more than half of the phones gave exactly it.")))];
    }

    function whole(view) {
        const { summary } = view;
        if (view.computing) return [el("p", { class: "banner", role: "status" }, room.COMPUTING)];
        if (!summary) return [el("p", { class: "quiet" }, view.rule)];
        if (!summary.rows?.length) return [el("p", {}, room.saidOf(summary))];
        return [room.picture(view, 0, "How far the class agrees"),
            el("div", { class: "summary" },
            el("div", {}, el("ul", {}, summary.said.map((line) => el("li", {}, line))),
                listed("Headlines that move", summary.headlines),
                summary.cells.length > 0 && el("details", { open: summary.cells.length < 4 },
                    el("summary", {}, "Cells of the matrix that change"),
                    el("ul", {}, summary.cells.map((line) => el("li", {}, line)))),
                el("details", {}, el("summary", {}, "The chart as a table"), room.alphas(summary)),
                el("p", { class: "quiet rule" }, view.rule)))];
    }

    const listed = (title, lines) => lines.length > 0
        && [el("h2", {}, title), el("ul", {}, lines.map((line) => el("li", {}, line)))];
})();
