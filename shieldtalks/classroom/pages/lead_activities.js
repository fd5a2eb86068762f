"use strict";
// What the teacher's two pages share of coders and talks.
(() => {
    const { el } = room;

    // How a class divides on a sentence: what more than half of the phones say is marked.
    room.divided = (told) => el("ol", { class: "rows" }, standingFirst(told.rows).map((row) =>
        el("li", { class: row.stands ? "is-answer" : "" },
            el("span", { class: "name" }, row.stands && el("b", {}, "✓ The class: "), row.label),
            el("span", { class: "many" }, `${row.count} of ${told.decided}`),
            el("span", { class: "track", "aria-hidden": "true" }, el("span", {
                class: "fill", style: { width: `${told.decided ? 100 * row.count / told.decided : 0}%` },
            })))));

    const standingFirst = (rows) => [...rows].sort((one, other) => Number(other.stands) - Number(one.stands));

    room.alphas = (summary) => table("Alpha: which concept",
        ["Who is compared", "Alpha", "95 % interval", "Readers", ""],
        summary.rows.map(([name, ...cells]) => [name, ...cells]), [1, 3]);

    room.dealsTable = (told) => table("The deal of each table, in points over no deal",
        ["Table", "Deal", "Russia", "US", "NATO", "Points nobody took", "A better deal for somebody, worse for nobody"],
        told.tables.map((one) => [one.table.replace("Table ", ""), one.status === "deal" ? one.words : "No deal",
            ...["RUS", "USA", "NATO"].map((party) => one.gains[party] || "–"),
            String(Math.round(one.left * 10) / 10), one.better]), [2, 3, 4, 5]);

    function table(caption, heads, rows, numbers) {
        const facts = (n) => ({ class: numbers.includes(n) ? "number" : null });
        return el("table", { class: "plain" }, el("caption", { class: "unseen" }, caption),
            el("thead", {}, el("tr", {}, heads.map((head, n) => head
                ? el("th", { scope: "col", ...facts(n) }, head) : el("td", {})))),
            el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell, n) => n
                ? el("td", facts(n), cell) : el("th", { scope: "row" }, cell))))));
    }

    room.COMPUTING = "Being computed…";
    room.saidOf = (told) => told && (told.failed ? [told.failed] : told.said);

    // A chart of the activity that is open, with its alt text.
    room.picture = (view, page, words) => {
        const base = `chart/${view.charts}/${view.id}`;
        const query = `?page=${page}&at=${view.moves}`;
        const note = el("p", { class: "quiet" }, "Being drawn…");
        const image = el("img", {
            class: "whole", src: `${base}.png${query}`, alt: words,
            onload: () => {
                image.style.setProperty("--letters", image.naturalWidth / 25);
                image.style.setProperty("--ratio", image.naturalWidth / image.naturalHeight);
                note.remove();
            }, onerror: () => { note.textContent = "No chart."; },
        });
        fetch(`${base}.json${query}`).then((answer) => answer.ok ? answer.json() : null)
            .then((told) => { if (told) image.alt = told.alt; }).catch(() => null);
        return el("div", { class: "drawing" }, note, image);
    };

    room.stateOf = (table) => {
        if (table.status === "open") {
            return table.due.startsWith("Round") ? table.due
                : `Round ${table.round} of ${table.rounds}: ${table.due}`;
        }
        return table.due;
    };

    room.leftOf = (table) => {
        const left = table.held ?? (table.ends === null ? null : table.ends - room.now() / 1000);
        if (left === null || table.status !== "open") return table.status === "open" ? "" : table.status;
        const whole = Math.max(0, Math.ceil(left));
        return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
    };
})();
