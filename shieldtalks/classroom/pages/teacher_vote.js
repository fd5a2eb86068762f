"use strict";
// A question on the teacher's page: what the class has not seen yet stands folded.
(() => {
    const { el, lead } = room;
    room.desk = room.desk || {};
    const NEXT = ["Show the guesses", "Show the answer", "Show the chart"];

    room.desk.vote = (view, kept) => {
        const at = view.plan.findIndex((item) => item.id === view.id);
        const after = view.plan[at + 1];
        const next = view.stage < view.last ? NEXT[view.stage]
            : after ? `Ask: ${after.title}` : "End the class";
        return {
            title: view.question,
            next,
            back: view.stage === 0 ? null : view.stage === 1 ? "Take guesses again" : "Back",
            parts: [[asked], [guessed], [answered], [pointed, answered]][view.stage]
                .flatMap((part) => part(view, kept)),
        };
    };

    const answer = (view) => el("p", {}, el("b", {}, `The answer: ${view.told}. `),
        `${view.right} of ${view.answered} guesses are right.`);

    const asked = (view, kept) => [room.fold(kept, "Show me the guesses and the answer",
        () => [answer(view), room.chartOf(view, true)])];

    const guessed = (view, kept) => [room.chartOf(view, false),
        room.fold(kept, "Show me the answer", () => [answer(view)])];

    const answered = (view) => [answer(view), room.chartOf(view, true)];

    // The chart is on the projector: here is what its marks say.
    function pointed(view, kept) {
        if (!view.marks) return [];
        if (!kept.pointed) {
            kept.label = el("h2", {});
            kept.said = el("ul", {});
            kept.pointed = el("section", { "aria-label": "The chart" },
                el("div", { class: "bar" },
                    el("button", { onclick: () => lead("mark", { by: 1 }) }, "↓ Next mark of the chart"),
                    el("button", { onclick: () => lead("mark", { by: -1 }) }, "↑ Mark before")),
                kept.label, kept.said);
            fetch(`chart/${view.charts}/${view.id}.json`).then((told) => told.json())
                .then((told) => {
                    kept.marks = told.marks;
                    room.redraw();
                }).catch(() => null);
        }
        const mark = kept.marks?.[view.mark];
        kept.label.textContent = mark ? `${view.mark + 1} of ${view.marks}: ${mark.label}` : "";
        kept.said.replaceChildren(...(mark?.sentences || []).map((line) => el("li", {}, line)));
        return [kept.pointed];
    }
})();
