"use strict";
// The talks on the big screen: who is there, how far each table is, and afterwards all deals at once.
(() => {
    const { el } = room;

    room.screens.talks = (place, view, kept) => {
        const state = `${view.stage} ${view.page} ${view.computing}`;
        if (kept.state !== state) {
            clearInterval(kept.timer);
            kept.state = state;
            kept.key = "";
            kept.body = el("div", {
                class: "talks", tabindex: 0, role: "region", "aria-label": titleOf(view),
            });
            room.fading(kept.body);
            kept.foot = el("div", {});
            place.replaceChildren(el("div", { class: "top long" }, el("h1", {}, titleOf(view)),
                view.stage === "seating" && room.joinHere("small")), kept.body, kept.foot);
            if (view.stage === "debrief") room.say(view.debrief?.said || room.COMPUTING);
        }
        ({ seating, talking, debrief })[view.stage](view, kept);
        kept.foot.replaceChildren(room.footOf(view));
    };

    function titleOf(view) {
        if (view.stage === "seating") return "The talks: take a seat on your phone";
        if (view.stage === "talking") return "The talks";
        return ["Every table's deal among all packages", "Who left what on the table",
            "The path of the offers"][view.page];
    }

    function seating(view, kept) {
        const clock = view.minutes ? `${view.minutes} minutes each` : "no clock";
        const rounds = view.rounds === 1 ? "1 round" : `${view.rounds} rounds`;
        kept.body.replaceChildren(el("div", { class: "count" }, el("b", {}, String(view.present)),
            el("span", { class: "of" }, view.present === 1 ? "seat is taken" : "seats are taken"),
            el("p", { class: "quiet" }, `Tables of four to eight, ${rounds}, ${clock}. `
                + "The course speaks for empty seats.")));
    }

    function talking(view, kept) {
        const key = JSON.stringify([view.tables, view.paused]);
        if (kept.key === key) return;
        kept.key = key;
        kept.clocks = [];
        kept.body.replaceChildren(
            view.paused ? el("p", { class: "banner" }, "The talks are paused") : "",
            el("ul", { class: "tables" }, view.tables.map((table) => {
                const clock = el("span", { class: "clock" });
                kept.clocks.push([clock, table]);
                return el("li", { class: table.status.replace(" ", "-") },
                    el("h2", {}, `Table ${table.table}`), clock, el("p", {}, room.stateOf(table)));
            })));
        const tick = () => kept.clocks.forEach(([node, table]) => {
            const text = room.leftOf(table);
            if (node.textContent !== text) node.textContent = text;
        });
        tick();
        clearInterval(kept.timer);
        kept.timer = setInterval(tick, 500);
    }

    function debrief(view, kept) {
        if (kept.key === "done") return;
        kept.key = "done";
        const { debrief: told } = view;
        if (!told || told.failed) {
            kept.body.replaceChildren(el("p", { class: "banner" }, told?.failed || room.COMPUTING));
            return;
        }
        if (view.page === 1) {
            kept.body.replaceChildren(el("p", {}, told.said), room.dealsTable(told));
            return;
        }
        kept.body.replaceChildren(room.picture(view, view.page, told.said));
    }
})();
