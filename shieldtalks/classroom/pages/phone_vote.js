"use strict";
// A question on a phone: choose, keep, see later how near it was.
(() => {
    const { el, send } = room;

    room.screens.vote = (place, view, kept) => {
        const state = view.open ? (view.guess === null || kept.again ? "ask" : "kept") : "closed";
        const key = JSON.stringify(state === "ask" ? [state]
            : [state, view.guess, view.stage, view.say]);
        if (kept.key === key) return;
        const moved = kept.key !== undefined;
        kept.key = key;
        const title = el("h1", { tabindex: -1, class: "answer" in view ? "done" : null }, view.question);
        const parts = { ask, kept: held, closed };
        const quotes = state === "ask" ? room.quotes(view) : [];
        // A short question leans on its title; a long one stands alone, and needs the room.
        const about = view.question.length <= 110 ? [el("p", { class: "quiet about" }, view.title)] : [];
        place.replaceChildren(...about, title, ...quotes, ...parts[state](view, kept));
        if (moved) {
            // What has the focus is gone with the old page: the reader starts at the top.
            title.focus({ preventScroll: true });
            scrollTo(0, 0);
        }
    };

    function ask(view, kept) {
        const control = { number, share: number, choice, cell, order }[view.kind](view, kept);
        const note = el("p", { class: "refused", role: "alert" });
        const button = el("button", {
            class: "main",
            onclick: async () => {
                const value = control.value();
                if (value === null) {
                    note.textContent = control.missing;
                    return;
                }
                button.disabled = true;
                button.textContent = "Sending…";
                const refusal = await send("answer", { value });
                button.disabled = false;
                button.textContent = "Keep my guess";
                note.textContent = refusal || "";
                if (!refusal) {
                    kept.again = false;
                    room.redraw();
                }
            },
        }, "Keep my guess");
        return [control.node, note, button];
    }

    function held(view, kept) {
        room.say(`Your guess is kept: ${inWords(view, view.guess)}`);
        return [
            el("div", { class: "card kept" }, el("p", { class: "quiet" }, "Your guess, kept"),
                el("p", { class: "big" }, inWords(view, view.guess))),
            el("button", {
                onclick: () => {
                    kept.again = true;
                    room.redraw();
                },
            }, "Change it"),
            el("p", { class: "quiet" }, "You can change it until the class sees all guesses."),
        ];
    }

    function closed(view) {
        const parts = [];
        if (view.guess !== null) {
            parts.push(el("div", { class: "card" }, el("p", { class: "quiet" }, "Your guess"),
                el("p", { class: "big" }, inWords(view, view.guess))));
        }
        if ("answer" in view) {
            parts.push(el("div", { class: "card answer" }, el("p", { class: "quiet" }, "The answer"),
                el("p", { class: "big" }, inWords(view, view.answer)),
                view.say && el("p", {}, view.say)));
            room.say(`The answer is ${inWords(view, view.answer)}. ${view.say || ""}`);
        } else {
            parts.push(el("p", {}, "All guesses are on the screen. Why did others guess otherwise? "
                + "Ask your neighbour."));
            room.say("Closed. All guesses are on the screen.");
        }
        return parts;
    }

    function inWords(view, value) {
        if (typeof value === "number") return `${digits(view, value)} ${view.unit}`.trim();
        return Array.isArray(value) ? value.join(view.kind === "cell" ? " / " : ", then ") : named(view, value);
    }

    function digits(view, value) {
        return value.toLocaleString("en", {
            minimumFractionDigits: view.decimals, maximumFractionDigits: view.decimals,
        });
    }

    // An article by its outlet, for who does not know its number.
    const named = (view, option) => view.labels?.[option] || option;

    // One control for each kind of question

    function number(view) {
        const step = 10 ** -view.decimals;
        const bounds = { min: view.low, max: view.high, step };
        const start = view.guess;
        const said = `Your guess, ${digits(view, view.low)} to ${digits(view, view.high)}`
            + ` ${view.unit}`;
        const field = el("input", {
            type: "number", inputmode: view.decimals ? "decimal" : "numeric", ...bounds,
            "aria-label": said, value: start === null ? "" : start, placeholder: "?",
            oninput: () => {
                if (field.value !== "") slider.value = field.value;
            },
        });
        const middle = Math.round((view.low + view.high) / 2 / step) * step;
        const slider = el("input", {
            type: "range", ...bounds, "aria-label": `${said}, on a scale`,
            oninput: () => { field.value = slider.value; },
        });
        slider.value = start === null ? middle : start;
        const jump = (by) => () => {
            const from = field.value === "" ? Number(slider.value) : Number(field.value) + by * step;
            field.value = Math.min(view.high, Math.max(view.low, from)).toFixed(view.decimals);
            slider.value = field.value;
        };
        const node = el("div", { role: "group", "aria-label": "Your guess" },
            el("div", { class: "number" },
                el("button", { type: "button", "aria-label": "Less", onclick: jump(-1) }, "−"),
                field, view.unit.length < 3 && el("span", {}, view.unit),
                el("button", { type: "button", "aria-label": "More", onclick: jump(1) }, "+")),
            slider,
            el("div", { class: "ends", "aria-hidden": "true" }, el("span", {}, digits(view, view.low)),
                view.unit.length >= 3 && el("span", {}, view.unit),
                el("span", {}, digits(view, view.high))));
        return {
            node, missing: `Give a number from ${view.low} to ${view.high}.`,
            value: () => field.value === "" || !field.checkValidity() && field.validity.badInput
                ? null : Number(field.value),
        };
    }

    function radios(view, name, options, chosen) {
        return options.map((option) => el("label", { class: "choice" },
            el("input", { type: "radio", name, value: option, checked: option === chosen }),
            el("span", {}, named(view, option))));
    }

    function choice(view) {
        const node = el("fieldset", {}, el("legend", { class: "unseen" }, "Your guess"),
            el("div", { class: "choices" }, radios(view, "choice", view.options, view.guess)));
        return {
            node, missing: "Choose one first.",
            value: () => node.querySelector("input:checked")?.value ?? null,
        };
    }

    function cell(view) {
        const picker = (label, options, chosen) => {
            const select = el("select", {}, el("option", { value: "" }, "Choose…"),
                options.map((option) => el("option", { value: option }, option)));
            select.value = chosen ?? "";
            return [select, el("label", { class: "field" }, label, select)];
        };
        const [row, rowField] = picker("Row", view.rows, view.guess && view.guess[0]);
        const [column, columnField] = picker("Column", view.columns, view.guess && view.guess[1]);
        return {
            node: el("div", { class: "choices" }, rowField, columnField),
            missing: "Choose a row and a column.",
            value: () => row.value && column.value ? [row.value, column.value] : null,
        };
    }

    function order(view, kept) {
        kept.order = kept.order || [...(view.guess || shuffled(view.options))];
        const list = el("ol", { class: "order" });
        const fill = (focus, way) => {
            list.replaceChildren(...kept.order.map((option, at) => el("li", {},
                el("b", {}, `${at + 1}.`), el("span", {}, named(view, option)),
                mover(option, at, -1, "up", "↑"), mover(option, at, 1, "down", "↓"))));
            const buttons = list.querySelectorAll("li")[focus]?.querySelectorAll("button");
            if (buttons) (buttons[way].disabled ? buttons[1 - way] : buttons[way]).focus();
        };
        const mover = (option, at, by, word, glyph) => el("button", {
            type: "button", "aria-label": `${option}: ${word}`,
            disabled: at + by < 0 || at + by >= kept.order.length,
            onclick: () => {
                kept.order.splice(at, 1);
                kept.order.splice(at + by, 0, option);
                fill(at + by, by < 0 ? 0 : 1);
                room.say(`${option} is now number ${at + by + 1}.`);
            },
        }, glyph);
        fill(-1, 0);
        return { node: list, missing: "", value: () => kept.order };
    }

    // The order of the list must not whisper the answer.
    function shuffled(options) {
        const list = [...options];
        for (let at = list.length - 1; at > 0; at -= 1) {
            const other = Math.floor(Math.random() * (at + 1));
            [list[at], list[other]] = [list[other], list[at]];
        }
        return list;
    }
})();
