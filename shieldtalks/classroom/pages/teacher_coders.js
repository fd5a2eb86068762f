"use strict";
// The class as coders on the teacher's page: how many decided what, before the class sees it.
(() => {
    const { el, lead } = room;
    room.desk = room.desk || {};

    room.desk.coders = (view, kept) => {
        const last = view.at === view.of;
        const after = view.plan[view.plan.findIndex((item) => item.id === view.id) + 1];
        const onward = last ? (after ? `Open: ${after.title}` : "End the class") : view.at + 1 === view.of
            ? "On to the class as one reader" : "Next sentence";
        const parts = [el("ol", { class: "units" }, view.rows.map((row, place) => el("li", {},
            el("button", {
                "aria-current": place === view.at ? "step" : null,
                onclick: () => lead("go", { place }),
            }, `${row.unit} · decided by ${row.decided}`, row.shown && el("small", {}, " (shown)")))))];
        if (last) {
            const done = view.computing ? [room.COMPUTING] : room.saidOf(view.summary) || [view.rule];
            parts.unshift(...done.map((line) => el("p", {}, line)));
            if (view.summary?.rows?.length) parts.unshift(room.alphas(view.summary));
        } else {
            const divided = () => [el("p", {}, el("b", {}, view.class.said)), room.divided(view.class),
                el("ul", { class: "quiet" }, view.class.readers.map((line) => el("li", {}, line)))];
            parts.unshift(el("p", { class: "unit" }, view.sentence.text), ...view.shown ? divided()
                : [room.fold(kept, "Show me how the class divides, and what readers A to D saw", divided)]);
        }
        parts.push(el("p", {}, view.closed
            ? el("button", { onclick: () => lead("reopen") }, "Take codes again")
            : el("button", { onclick: () => lead("close") }, "Take no more codes")),
        el("p", { class: "quiet" }, "A sentence that was shown stays closed. ", view.rule));
        return {
            title: last ? "The class as one reader" : `Sentence ${view.at + 1} of ${view.of}`,
            next: view.shown ? onward : last ? "Show agreement, and close all sentences"
                : "Show how the class divides",
            back: view.at ? "Sentence before" : null,
            parts,
        };
    };
})();
