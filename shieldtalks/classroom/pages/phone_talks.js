"use strict";
// A delegate's phone: the seat, the offer on the table, an own offer from lists, sheet and brief.
(() => {
    const { el, send } = room;

    room.screens.talks = (place, view, kept) => {
        const stage = [view.stage, view.seat?.table, view.seat?.party, view.lent].join();
        if (kept.stage !== stage) {
            const moved = kept.stage !== undefined;
            clearInterval(kept.timer);
            Object.assign(kept, { stage, parts: null, table: "" });
            const title = el("h1", { tabindex: -1 }, titleOf(view));
            kept.live = el("div", { class: "stack" });
            place.replaceChildren(title, kept.live);
            if (moved) {
                title.focus({ preventScroll: true });
                scrollTo(0, 0);
            }
        }
        if (!view.seat) waiting(view, kept);
        else if (view.stage === "debrief") after(view, kept);
        else table(place, view, kept);
    };

    function titleOf(view) {
        if (!view.seat) return "The talks";
        return view.stage === "debrief" ? `After the talks: ${view.seat.name}`
            : `You speak for ${view.seat.the}`;
    }

    // Before the talks, and for who comes late

    function waiting(view, kept) {
        const key = JSON.stringify([view.waiting, view.present, view.stage]);
        if (kept.table === key) return;
        kept.table = key;
        const sit = el("button", { class: "main", onclick: () => ask("sit") }, "Take a seat");
        const note = el("p", { class: "refused", role: "alert", id: "note" });
        const seats = view.present === 1 ? "1 seat is taken." : `${view.present} seats are taken.`;
        let parts = [el("p", {}, "You will speak for Russia, for the United States or for NATO."), note, sit];
        if (view.stage === "talking") {
            parts = [el("p", {}, "The talks have begun. You get an empty seat, or join the smallest team."),
                note, sit];
        } else if (view.stage === "debrief") {
            parts = [el("p", {}, "The talks are over. Look at the screen.")];
        } else if (view.waiting) {
            room.say("You have a seat. The talks begin soon.");
            parts = [el("div", { class: "card kept" }, el("p", { class: "big" }, "You have a seat"),
                el("p", {}, "The talks begin when your teacher starts them. Read the brief until then.")),
            note, el("button", { onclick: () => ask("leave") }, "Give the seat back")];
        }
        kept.live.replaceChildren(...parts,
            view.stage === "seating" ? el("p", { class: "quiet" }, seats) : "", brief(view, true));
    }

    async function ask(what, more) {
        const refusal = await send(what, more);
        const note = document.getElementById("note");
        if (note) note.textContent = refusal || "";
        if (refusal) room.say(refusal);
        return !refusal;
    }

    // At the table

    function table(place, view, kept) {
        if (!kept.parts) build(place, view, kept);
        const { parts } = kept;
        parts.where.textContent = `Table ${view.seat.table} · round ${view.round} of ${view.rounds}`;
        if (parts.due.textContent !== view.due) {
            parts.due.textContent = view.due;
            room.say(view.due);
        }
        parts.paused.hidden = !view.paused;
        clock(view, kept);
        const people = view.delegates.map((one) => `${one.name}: ${one.who}`).join(" · ");
        if (parts.people.textContent !== people) parts.people.textContent = people;
        const key = JSON.stringify([view.offers, view.move, view.paused, view.status]);
        if (kept.table === key) return;
        kept.table = key;
        offered(view, parts);
        parts.form.hidden = view.status !== "open";
        const mine = view.move === "offer" && !view.paused && !view.lent;
        parts.offer.disabled = !mine;
        parts.turn.textContent = mine ? "It is your turn to offer."
            : "Prepare your offer here; it is not your turn.";
        parts.past.replaceChildren(...view.offers.toReversed().map((one) => el("li", {}, story(one))));
        parts.history.hidden = !view.offers.length;
    }

    function build(place, view, kept) {
        const parts = kept.parts = {
            where: el("p", { class: "quiet" }), due: el("p", { class: "due" }), clock: el("p", { class: "clock" }),
            paused: el("p", { class: "card answer" }, "The talks are paused."),
            people: el("p", { class: "quiet" }), last: el("div", {}),
            turn: el("p", {}), total: el("p", { class: "total", role: "status" }),
            offer: el("button", { class: "main" }, "Make this offer"),
            note: el("p", { class: "refused", role: "alert", id: "note" }),
            past: el("ol", { reversed: true }),
        };
        parts.history = el("details", {}, el("summary", {}, "The talks so far, newest first"), parts.past);
        kept.draft = kept.draft || Object.fromEntries(view.brief.issues.map((issue) =>
            [issue.id, issue.options.find((option) => option.held).id]));
        const lists = view.brief.issues.map((issue) => list(issue, view, kept));
        parts.offer.addEventListener("click", async () => {
            const number = room.view.offers.length;
            await ask("offer", { number, package: kept.draft });
        });
        parts.form = el("section", { class: "card", "aria-label": "Your offer" },
            el("h2", {}, "Your offer"), parts.turn,
            el("p", { class: "quiet" }, "In brackets: points to you. • holds without a deal."),
            lists, parts.total, parts.offer);
        total(view, kept);
        const lent = view.lent && el("div", { class: "card answer" },
            el("p", {}, "The course speaks for your party now."),
            el("button", { class: "main", onclick: () => ask("sit") }, "Take my seat again"));
        kept.live.replaceChildren(...[
            el("div", { class: "card status" }, parts.where, parts.clock, parts.due),
            parts.paused, lent, parts.note, parts.last, parts.form, parts.history,
            sheet(view), brief(view, false), parts.people].filter(Boolean));
        kept.timer = setInterval(() => {
            if (parts.clock.isConnected) clock(room.view, kept);
            else clearInterval(kept.timer);
        }, 500);
    }

    function clock(view, kept) {
        const left = view.held ?? (view.ends === null ? null : view.ends - room.now() / 1000);
        const text = left === null || view.status !== "open" ? "" : `${room.minutes(left)} left`;
        if (kept.parts.clock.textContent !== text) kept.parts.clock.textContent = text;
        kept.parts.clock.classList.toggle("late", left !== null && left < 60);
        if (left !== null && left < 60 && left > 58 && kept.told !== view.ends) {
            kept.told = view.ends;
            room.say("One minute is left.");
        }
    }

    const points = (view, issue, option) => view.sheet.issues[issue].points[option];
    const short = (value) => String(Math.round(value * 10) / 10);

    function list(issue, view, kept) {
        const select = el("select", {
            id: `issue-${issue.id}`,
            onchange: (event) => {
                kept.draft[issue.id] = event.target.value;
                total(view, kept);
            },
        }, issue.options.map((option) => el("option", {
            value: option.id, selected: kept.draft[issue.id] === option.id,
        }, `(${short(points(view, issue.id, option.id))}) ${option.held ? "• " : ""}${option.label}`)));
        return el("div", { class: "field" }, el("label", { for: select.id }, issue.label), select);
    }

    function total(view, kept) {
        const worth = Object.entries(kept.draft)
            .reduce((sum, [issue, option]) => sum + points(view, issue, option), 0);
        const clash = view.brief.clashes.find(({ pair: [one, other] }) =>
            kept.draft[one[0]] === one[1] && kept.draft[other[0]] === other[1]);
        kept.parts.total.textContent = `It makes ${short(worth)} points for you; without a deal you have `
            + `${short(view.sheet.least)}.` + (clash ? ` ${clash.words} cannot stand together.` : "");
    }

    const story = (one) => `Round ${one.round}. ${one.name} offers: ${one.words}. `
        + one.answers.map((a) => `${a.name} ${a.yes ? "accepts" : "refuses"}.`).join(" ");

    function offered(view, parts) {
        const last = view.offers.at(-1);
        if (!last) {
            parts.last.replaceChildren();
            return;
        }
        const done = view.status !== "open";
        const own = last.by === view.seat.party;
        const deal = view.status === "deal";
        const refused = last.answers.length + 1 === view.delegates.length && last.answers.some((a) => !a.yes);
        const whose = `the offer of ${last.name.replace(/^The/, "the")}`;
        const heading = deal ? "The deal" : done ? "The last offer"
            : refused ? (own ? "Refused: your offer" : `Refused: ${whose}`)
                : own ? "Your offer, on the table" : `On the table: ${whose}`;
        const rows = view.brief.issues.map((issue) => {
            const option = issue.options.find((o) => o.id === last.package[issue.id]);
            return el("tr", { class: option.held ? "" : "new" }, el("th", { scope: "row" }, issue.label),
                el("td", {}, option.held ? `• ${option.label}` : option.label),
                el("td", {}, short(points(view, issue.id, option.id))));
        });
        rows.push(el("tr", { class: "sum" }, el("th", { scope: "row" }, "Sum"),
            el("td", {}, `(no deal is worth ${short(view.sheet.least)})`), el("td", {}, short(last.worth))));
        const due = view.move === "answer" && !view.paused && !view.lent;
        const say = (accepts) => async () => {
            const sure = `Accept? It is worth ${short(last.worth)} points to you; no deal is worth `
                + `${short(view.sheet.least)}. If all three accept, the talks end.`;
            if (accepts && !confirm(sure)) return;
            await ask("answer", { number: view.offers.length, accepts });
        };
        parts.last.replaceChildren(el("section", { class: `card ${due ? "kept" : ""}`, "aria-label": heading },
            el("h2", {}, heading),
            last.answers.length > 0 && el("p", {}, last.answers.map((a) =>
                `${a.name} ${a.yes ? "accepts" : "refuses"}. `).join("")),
            el("table", {}, el("thead", {}, el("tr", {}, ["Issue", "Offered", "Points"].map((head) =>
                el("th", { scope: "col" }, head)))), el("tbody", {}, rows)),
            due && el("div", { class: "answering" },
                el("p", {}, `${short(last.worth)} points to you; no deal: ${short(view.sheet.least)}.`),
                el("div", { class: "pair" },
                    el("button", { class: "main", onclick: say(true) }, "Yes, accept"),
                    el("button", { onclick: say(false) }, "No, refuse")))));
    }

    // What can be read

    function sheet(view) {
        const bodies = view.brief.issues.map((issue) => {
            const mine = view.sheet.issues[issue.id];
            return el("tbody", {}, el("tr", {}, el("th", { colspan: 2, scope: "rowgroup" },
                `${issue.label}, ${short(mine.weight)} points. `,
                el("span", { class: "quiet" }, `Assumed because: ${mine.reason}`))),
            issue.options.map((option) => el("tr", {},
                el("td", {}, `${option.held ? "• " : ""}${option.label}`),
                el("td", {}, short(mine.points[option.id])))));
        });
        return el("details", {}, el("summary", {}, "Your confidential sheet"),
            el("p", {}, el("b", {}, view.sheet.caveat), " Nobody in the articles gave such numbers. "
                + `Without a deal you have ${short(view.sheet.least)} points: accept nothing below.`),
            el("table", {}, bodies));
    }

    function brief(view, open) {
        return el("details", { open }, el("summary", {}, "Public brief"),
            el("ol", {}, view.brief.rules.map((rule) => el("li", {}, rule))),
            el("h2", {}, "On the table (• holds without a deal)"),
            el("dl", {}, view.brief.issues.map((issue) => [el("dt", {}, issue.label),
                issue.options.map((option) =>
                    el("dd", {}, `${option.held ? "• " : ""}${option.label}`))])),
            view.brief.clashes.length > 0 && [el("p", {}, "These cannot stand together:"),
                el("ul", {}, view.brief.clashes.map((clash) => el("li", {}, clash.words)))]);
    }

    function after(view, kept) {
        const key = JSON.stringify([view.debrief, view.computing]);
        if (kept.table === key) return;
        kept.table = key;
        const { debrief } = view;
        if (!debrief) {
            kept.live.replaceChildren(el("p", { class: "card", role: "status" },
                view.failed || "The talks are over. Your result is being computed…"));
            return;
        }
        const left = debrief.left ? `${short(debrief.left)} points were left on the table: another package `
            + `would have added them at nobody's cost: ${debrief.better}.`
            : "Nothing was left on the table. That does not mean fair: look who gained least.";
        kept.live.replaceChildren(el("div", { class: "card answer" },
            el("p", { class: "quiet" }, debrief.table), el("p", { class: "big" },
                debrief.status === "deal" ? "A deal" : "No deal"),
            debrief.status === "deal" && el("p", {}, `${debrief.words}.`), el("p", {}, debrief.said),
            el("p", {}, left)),
        el("p", {}, "All tables are on the screen."));
        room.say(`The talks are over. ${debrief.status === "deal" ? "A deal." : "No deal."}`);
    }

    room.minutes = (seconds) => {
        const whole = Math.max(0, Math.ceil(seconds));
        return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
    };
})();
