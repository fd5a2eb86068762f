"use strict";
// What the teacher's two pages share: the key, and the keys of a keyboard or a clicker.
(() => {
    const { send, el, svg } = room;
    const KEPT = "shieldtalks-key";
    // The key comes behind the #, is kept for this tab, and leaves the address bar at once.
    const take = () => {
        const given = new URLSearchParams(location.hash.slice(1)).get("key");
        if (!given) return false;
        sessionStorage.setItem(KEPT, given);
        history.replaceState(null, "", location.pathname);
        return true;
    };
    take();
    // The printed address was opened once more, in a tab that has the page.
    addEventListener("hashchange", () => take() && location.reload());
    room.key = () => sessionStorage.getItem(KEPT) || "";
    room.greet = () => ({ key: room.key() });

    // A second press before the first is answered would meet a page that has moved on.
    let busy = false;
    room.lead = async (what, more) => {
        if (busy) return;
        if (what === "next" && room.view.computing) {
            room.trouble("Being computed: one moment.");
            setTimeout(() => room.trouble(""), 3000);
            return;
        }
        busy = true;
        const typed = what === "next" && room.view.stage === "seating" ? room.typed?.() : null;
        const refusal = (typed && await send("set", { seen: room.view.moves, ...typed }))
            || await send(what, { seen: room.view.moves, ...more });
        busy = false;
        room.trouble(refusal || "");
        if (refusal) setTimeout(() => room.trouble(""), 4000);
    };

    // The answer stands folded, since a teacher may show her own screen; how it was left is kept.
    const OPEN = "shieldtalks-answer-open";
    room.opened = () => {
        try {
            return localStorage.getItem(OPEN) === "yes";
        } catch {
            return false;
        }
    };
    room.fold = (kept, title, fill) => {
        if (!kept.fold) {
            kept.inside = el("div", { class: "tally" });
            kept.fold = el("details", {
                open: room.opened(),
                ontoggle: () => {
                    try {
                        localStorage.setItem(OPEN, kept.fold.open ? "yes" : "no");
                    } catch { /* A browser that keeps nothing asks again. */ }
                    kept.inside.replaceChildren(...kept.fold.open ? kept.fill() : []);
                },
            }, el("summary", {}, title), kept.inside);
        }
        kept.fill = fill;
        kept.fold.firstChild.textContent = title;
        kept.inside.replaceChildren(...kept.fold.open ? fill() : []);
        return kept.fold;
    };

    const STEPS = {
        ArrowRight: "next", PageDown: "next", ArrowLeft: "back", PageUp: "back",
    };
    addEventListener("keydown", (event) => {
        const typing = event.target.closest("input, select, textarea");
        if (event.ctrlKey || event.altKey || event.metaKey || typing) return;
        const step = event.key === " " && !event.target.closest("button, summary, a")
            ? (event.shiftKey ? "back" : "next") : STEPS[event.key];
        const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step && room.view && !event.repeat) {
            event.preventDefault();
            room.lead(step);
        } else if (by && room.view?.marks) {
            // On either page: the next mark of the chart, with its sentences.
            event.preventDefault();
            room.lead("mark", { by });
        } else if (by && document.body.className === "projector") {
            document.querySelector(".coded, .talks, .framed")?.scrollBy(0, by * innerHeight / 3);
        }
    });

    // Charts of votes, for both pages

    const W = 1000;

    room.digits = (view, value) => value.toLocaleString("en", {
        minimumFractionDigits: view.decimals, maximumFractionDigits: view.decimals,
    });

    // The distribution as a picture, with the same in words. known: whether the answer is shown.
    room.chartOf = (view, known) => {
        const draw = { number: bars, share: bars, choice: rows, cell: squares, order: places };
        return draw[view.kind](view, known);
    };

    const text = (x, y, words, facts) => svg("text", { x, y, ...facts }, String(words));

    function bars(view, known) {
        const { edges, counts, median } = view.tally;
        const [H, top, left, right, floor] = [440, 96, 50, 50, 350];
        const most = Math.max(1, ...counts);
        const x = (value) => left + (W - left - right) * (value - edges[0])
            / (edges.at(-1) - edges[0]);
        const holds = (n) => edges[n] <= view.answer
            && (view.answer < edges[n + 1] || n === counts.length - 1);
        const children = known ? flag(x(view.answer), floor, top, view.told) : [];
        counts.forEach((count, n) => {
            const [from, to] = [x(edges[n]), x(edges[n + 1])];
            const tall = (floor - top) * count / most;
            if (count) {
                children.push(svg("rect", {
                    x: from + 2, y: floor - tall, width: Math.max(2, to - from - 4), height: tall,
                    rx: 4, class: known && holds(n) ? "bar right" : "bar",
                }), text((from + to) / 2, floor - tall - 10, count, { class: "count" }));
            }
        });
        children.push(svg("line", { x1: left, x2: W - right, y1: floor, y2: floor, class: "axis" }));
        const single = counts.length === view.high - view.low + 1 && counts.length <= 20;
        const ticks = single
            ? counts.map((_, n) => view.low + n)
            : round(view.low, view.high);
        for (const tick of ticks) {
            const words = (Number.isInteger(tick) ? tick.toLocaleString("en") : tick.toFixed(1))
                + (view.unit === "%" ? " %" : "");
            children.push(text(x(tick), floor + 42, words, { class: "tick" }));
        }
        if (view.unit !== "%") children.push(text(W / 2, floor + 82, view.unit, { class: "unit" }));
        const label = `${counts.reduce((sum, count) => sum + count, 0)} guesses. `
            + (median === null ? "" : `Half of them are at or below ${room.digits(view, median)}`
                + ` ${view.unit}.`);
        return picture(H, label, children);
    }

    // Round numbers along a scale, five or so.
    function round(low, high) {
        const rough = (high - low) / 5;
        const ten = 10 ** Math.floor(Math.log10(rough));
        const step = ten * [1, 2, 5, 10].find((times) => times * ten >= rough * 0.99);
        const ticks = [];
        for (let n = Math.ceil(low / step); n * step <= high + step / 1e6; n += 1) {
            ticks.push(Number((n * step).toPrecision(12)));
        }
        return ticks;
    }

    // The answer: a line with a name, so that it is known without its colour.
    function flag(x, floor, top, words) {
        const anchor = x < 220 ? "start" : x > W - 220 ? "end" : "middle";
        return [
            svg("line", { x1: x, x2: x, y1: top - 34, y2: floor + 8, class: "flag" }),
            text(anchor === "middle" ? x : x + (anchor === "start" ? -8 : 8), top - 48,
                `The answer: ${words}`, { class: "flag-words", "text-anchor": anchor }),
        ];
    }

    function picture(height, label, children) {
        return svg("svg", {
            viewBox: `0 0 ${W} ${height}`, role: "img", "aria-label": label, class: "chart",
        }, children);
    }

    function rows(view, known) {
        const { counts } = view.tally;
        const all = Math.max(1, counts.reduce((sum, count) => sum + count, 0));
        return el("ol", { class: "rows" }, view.options.map((option, n) => {
            const right = known && option === view.answer;
            const bar = el("span", { class: "track", "aria-hidden": "true" },
                el("span", { class: "fill", style: { width: `${100 * counts[n] / all}%` } }));
            return el("li", { class: right ? "is-answer" : "" },
                el("span", { class: "name" }, right && el("b", {}, "✓ The answer: "), view.labels?.[option] || option),
                el("span", { class: "many" }, String(counts[n])), bar);
        }));
    }

    function table(caption, heads, names, cells) {
        const most = Math.max(1, ...cells.flat().map((cell) => cell.count));
        return el("table", { class: "heat" }, el("caption", { class: "unseen" }, caption),
            el("thead", {}, el("tr", {}, el("td", {}),
                heads.map((head) => el("th", { scope: "col" }, head)))),
            el("tbody", {}, names.map((name, r) => el("tr", {}, el("th", { scope: "row" }, name),
                cells[r].map(({ count, right }) => el("td", {
                    class: `${right ? "is-answer" : ""} ${2 * count >= most ? "much" : ""}`,
                    style: { "--share": count / most },
                }, right && el("b", {}, "✓ "), count || right ? String(count) : "·"))))));
    }

    function squares(view, known) {
        return table("Guesses for each cell", view.columns, view.rows, view.rows.map((row, r) =>
            view.columns.map((column, c) => ({
                count: view.tally.counts[r][c],
                right: known && row === view.answer[0] && column === view.answer[1],
            }))));
    }

    function places(view, known) {
        const heads = view.options.map((_, n) => `${n + 1}.`);
        return table("How often each stood at each place", heads, view.options,
            view.options.map((option, r) => heads.map((_, c) => ({
                count: view.tally.places[r][c], right: known && view.answer[c] === option,
            }))));
    }
})();
