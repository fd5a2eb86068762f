"use strict";
// The talks on the teacher's page: every table at a glance, the clock, the debrief.
(() => {
    const { el, lead } = room;
    room.desk = room.desk || {};
    const PAGES = ["Who left what", "The path of the offers"];
    let timer = 0;

    room.desk.talks = (view, kept) => {
        const after = view.plan[view.plan.findIndex((item) => item.id === view.id) + 1];
        const onward = after ? `Open: ${after.title}` : "End the class";
        clearInterval(timer);
        kept.opened = kept.opened || new Set();
        room.typed = null;
        if (view.stage === "seating") {
            const seats = view.present === 1 ? "1 seat is taken" : `${view.present} seats are taken`;
            return { title: `The talks: ${seats}`, next: "Start the talks", parts: seating(view, kept) };
        }
        if (view.stage === "debrief") {
            return {
                title: "After the talks", next: PAGES[view.page] || onward, back: "Back",
                parts: [el("p", {}, view.debrief?.said || view.debrief?.failed || room.COMPUTING),
                    view.debrief?.tables ? room.dealsTable(view.debrief) : "",
                    el("p", { class: "quiet" }, "In a notebook: classroom.talks().")],
            };
        }
        const open = view.tables.filter((table) => table.status === "open").length;
        return {
            title: open ? `The talks: ${open} of ${view.tables.length} tables still talk`
                : "The talks are over at every table",
            next: "On to the debrief", back: "Back", parts: [open ? controls(view) : "", tables(view, kept)],
        };
    };

    function seating(view, kept) {
        const settings = JSON.stringify([view.sheets_number, view.rounds, view.minutes]);
        if (kept.settings !== settings) {
            kept.settings = settings;
            const field = (label, value, facts) => {
                const input = el("input", { type: "number", inputmode: "numeric", ...facts });
                input.value = value ?? "";
                return [input, el("label", { class: "setting" }, label, input)];
            };
            const [number, numberField] = field("Number (empty: the sheets of lesson 08)",
                view.sheets_number, { min: 0, max: 9999 });
            const [rounds, roundsField] = field("Rounds", view.rounds, { min: 1, max: 10 });
            const [minutes, minutesField] = field("Minutes a round (0: no clock)", view.minutes,
                { min: 0, max: 60 });
            const whole = (input) => input.value === "" ? null : Number(input.value);
            const chosen = () => ({ number: whole(number), rounds: whole(rounds), minutes: whole(minutes) });
            const before = JSON.stringify(chosen());
            kept.typed = () => JSON.stringify(chosen()) === before ? null : chosen();
            const lot = el("details", {}, el("summary", {}, "The number that draws the sheets"),
                numberField, el("p", { class: "quiet" }, "Keep it to yourself until the debrief: "
                    + "who knows it can draw all sheets."));
            kept.form = el("form", {
                class: "settings",
                onsubmit: (event) => {
                    event.preventDefault();
                    lead("set", chosen());
                },
            }, roundsField, minutesField, lot, el("button", {}, "Set"));
        }
        // What was typed counts, whether or not it was set before the start.
        room.typed = kept.typed;
        return [el("p", {}, "Tables of about six, of four to eight. Who comes late gets an empty seat, or joins the "
            + "smallest team; the course speaks for empty seats."), kept.form];
    }

    function controls(view) {
        return el("div", { class: "bar" },
            el("button", { onclick: () => lead(view.paused ? "resume" : "pause") },
                view.paused ? "Go on" : "Pause"),
            [2, 5].map((minutes) => el("button", {
                onclick: () => lead("extend", { minutes }),
            }, `+ ${minutes} minutes`)),
            el("button", {
                onclick: () => confirm("End the talks at all tables, without a deal where none is made?")
                    && lead("end"),
            }, "End all talks"));
    }

    // How many delegates of a party are not here now, their phones asleep or gone.
    function away(view, table, one) {
        const gone = view.away.filter(([t, party]) => t === table.table && party === one.party).length;
        return gone && !one.scripted ? ` (${gone === one.people ? "not here now" : `${gone} not here now`})` : "";
    }

    function tables(view, kept) {
        const clocks = [];
        const list = el("ul", { class: "tables" }, view.tables.map((table) => {
            const clock = el("b", {}, room.leftOf(table));
            clocks.push([clock, table]);
            return el("li", { class: table.status.replace(" ", "-") },
                el("h2", {}, `Table ${table.table} · `, clock),
                el("p", {}, room.stateOf(table)),
                el("p", { class: "quiet" }, table.delegates.map((one) =>
                    `${one.name}: ${one.who}${one.scripted && one.people ? " (for now)" : ""}`
                        + away(view, table, one)).join(" · ")),
                table.offers.length > 0 && el("details", {
                    open: kept.opened.has(table.table),
                    ontoggle: ({ target }) => {
                        if (target.isConnected) kept.opened[target.open ? "add" : "delete"](table.table);
                    },
                }, el("summary", {},
                    `${table.offers.length} ${table.offers.length === 1 ? "offer" : "offers"}`),
                el("ol", {}, table.offers.map((one) => el("li", {}, `${one.name}: ${one.words}. `,
                    one.answers.map((a) => `${a.name} ${a.yes ? "yes" : "no"}`).join(", "))))),
                table.status === "open" && el("p", { class: "bar" }, table.delegates.map((one) =>
                    one.people > 0 && el("button", {
                        onclick: () => lead("lend", {
                            table: table.table, party: one.party, on: !one.scripted,
                        }),
                    }, one.scripted ? `${one.name} speaks again` : `Course speaks for ${one.name}`)),
                el("button", {
                    onclick: () => confirm(`End the talks at table ${table.table} without a deal?`)
                        && lead("end", { table: table.table }),
                }, "End")));
        }));
        timer = setInterval(() => clocks.forEach(([node, table]) => {
            node.textContent = room.leftOf(table);
        }), 500);
        return list;
    }
})();
