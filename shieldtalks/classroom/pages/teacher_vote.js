"use strict";
// A question on the teacher's page: everything, before the class sees it.
(() => {
    const { el } = room;
    room.desk = room.desk || {};
    const NEXT = ["Show the guesses", "Show the answer", "Show the chart"];

    room.desk.vote = (view) => {
        const at = view.plan.findIndex((item) => item.id === view.id);
        const after = view.plan[at + 1];
        const next = view.stage < view.last ? NEXT[view.stage]
            : after ? `Ask: ${after.title}` : "End the class";
        return {
            title: view.question,
            next,
            back: view.stage === 0 ? null : view.stage === 1 ? "Take guesses again" : "Back",
            parts: [
                el("p", {}, el("b", {}, `The answer: ${view.told}. `),
                    `${view.right} of ${view.answered} guesses are right.`,
                    view.stage < 2 && el("span", { class: "quiet" }, " Only you see this so far.")),
                room.chartOf(view, true),
            ],
        };
    };
})();
