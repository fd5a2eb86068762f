"use strict";
// Sentences on a phone: choose a concept, whose position it is, yes or no; or nothing to code.
(() => {
    const { el, send } = room;
    const field = (label, select) => el("div", { class: "field" },
        el("label", { for: select.id }, label), select);
    const SAYS = { yes: "agrees", no: "disagrees" };

    room.screens.coders = (place, view, kept) => {
        const { sentences } = view;
        if (kept.at === undefined) {
            const open = sentences.findIndex((one) => one.codes === null && one.open);
            kept.at = Math.max(0, open);
            kept.form = {};
            kept.labels = Object.fromEntries(view.concepts.map((c) => [c.concept, c]));
        }
        const here = sentences[kept.at];
        const key = JSON.stringify([kept.at, here.codes, here.open, here.class]);
        if (kept.key === key) {
            kept.progress.textContent = progress(view);
            return;
        }
        const moved = kept.key !== undefined;
        kept.key = key;
        const title = el("h1", { tabindex: -1 }, `Sentence ${kept.at + 1} of ${sentences.length}`);
        kept.progress = el("p", { class: "quiet" }, progress(view));
        place.replaceChildren(title, kept.progress, sentence(here), around(here), ...[codes(here, kept)].flat(),
            here.open ? form(view, here, kept) : shown(here), steps(view, kept),
            el("details", {}, el("summary", {}, "How your class becomes one reader"),
                el("p", {}, view.rule)));
        if (moved) title.focus({ preventScroll: true });
    };

    const progress = (view) => view.closed ? "Closed. Look at the screen."
        : `You have decided ${view.decided} of ${view.sentences.length}.`;

    function sentence(here) {
        return el("blockquote", { class: "sentence", tabindex: 0 }, el("p", { class: "unit" }, here.text),
            el("footer", { class: "quiet" }, `${here.unit} · ${here.source}`));
    }

    // Folded, since with it the sentence alone would fill a small screen.
    function around(here) {
        return el("details", { class: "around" }, el("summary", {}, "The sentences around it"),
            here.before && el("p", {}, `… ${here.before}`),
            el("p", {}, el("b", {}, here.text)),
            here.after && el("p", {}, `${here.after} …`));
    }

    function words([organization, concept, agreement], kept) {
        return `${organization} ${SAYS[agreement]}: ${kept.labels[concept].label}`;
    }

    function codes(here, kept) {
        if (here.codes === null) return [];
        if (!here.codes.length) {
            return el("div", { class: "card kept" }, el("p", {}, el("b", {}, "You: nothing to code here.")),
                here.open && el("button", { onclick: () => decide(here, null, "Open again.") },
                    "Take that back"));
        }
        return el("ul", { class: "codes" }, here.codes.map((code) => el("li", { class: "card kept" },
            el("span", {}, words(code, kept)),
            here.open && el("button", {
                "aria-label": `Remove: ${words(code, kept)}`,
                onclick: () => {
                    const rest = here.codes.filter((other) => other !== code);
                    decide(here, rest.length ? rest : null, "Removed.");
                },
            }, "Remove"))));
    }

    async function decide(here, list, said) {
        const refusal = await send("answer", { unit: here.unit, codes: list });
        room.say(refusal || said);
        const note = document.getElementById("note");
        if (note) note.textContent = refusal || "";
        return !refusal;
    }

    function form(view, here, kept) {
        const draft = kept.form[here.unit] = kept.form[here.unit] || { concept: "", whose: "", sign: "" };
        const wording = el("p", { class: "quiet" });
        const explain = () => {
            wording.textContent = draft.concept ? kept.labels[draft.concept].wording : "";
        };
        const pick = (name, label, options) => field(label, el("select", {
            id: `pick-${name}`,
            onchange: (event) => {
                draft[name] = event.target.value;
                explain();
            },
        }, el("option", { value: "" }, "Choose…"), options.map(([value, words]) =>
            el("option", { value, selected: value === draft[name] }, words))));
        const sign = (value, text) => el("label", { class: "choice" }, el("input", {
            type: "radio", name: "sign", value, checked: draft.sign === value,
            onchange: () => { draft.sign = value; },
        }), el("span", {}, text));
        explain();
        const note = el("p", { class: "refused", role: "alert", id: "note" });
        const add = async () => {
            if (!draft.concept || !draft.whose || !draft.sign) {
                note.textContent = "Choose a concept, whose position it is, and yes or no.";
                return;
            }
            const code = [draft.whose, draft.concept, draft.sign];
            if (await decide(here, [...(here.codes || []), code], `Added: ${words(code, kept)}.`)) {
                kept.form[here.unit] = { concept: "", whose: draft.whose, sign: "" };
                kept.key = "";
                room.redraw();
            }
        };
        return el("div", { class: "form" },
            pick("concept", "Concept", view.concepts.map((c) => [c.concept, c.label])), wording,
            pick("whose", "Whose position is it?", here.organizations.map((name) => [name, name])),
            el("fieldset", {}, el("legend", {}, "The concept as worded:"),
                el("div", { class: "pair" }, sign("yes", "agrees"), sign("no", "disagrees"))),
            el("div", { class: "bar" }, note,
                el("button", { class: "main", onclick: add }, "Add this code"),
                !here.codes?.length && here.codes === null && el("button", {
                    onclick: () => decide(here, [], "Decided: nothing to code here."),
                }, "Nothing to code here")));
    }

    function shown(here) {
        if (!here.class) return el("p", {}, "Closed. The class comes on the screen.");
        return el("div", { class: "card answer" }, el("p", {}, el("b", {}, here.class.said)),
            el("ul", {}, here.class.rows.map((row) =>
                el("li", {}, `${row.label}: ${row.count} of ${here.class.decided}`))),
            el("p", { class: "quiet" }, "Readers A to D:"),
            el("ul", {}, here.class.readers.map((line) => el("li", {}, line))));
    }

    function steps(view, kept) {
        const go = (by, words) => el("button", {
            disabled: kept.at + by < 0 || kept.at + by >= view.sentences.length,
            onclick: () => {
                kept.at += by;
                room.redraw();
                scrollTo(0, 0);
            },
        }, words);
        return el("nav", { class: "pair", "aria-label": "Sentences" },
            go(-1, "← Previous"), go(1, "Next →"));
    }
})();
