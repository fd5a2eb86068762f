"use strict";
// The phone: what a class sees before, between and after what it does.
(() => {
    const { el, screens, send } = room;

    screens.join = (place, view, kept) => {
        // Without names there is nothing to ask, and a phone that opens the page has joined.
        if (!kept.begun && !view.names && view.door) room.join();
        kept.begun = true;
        if (!view.door) {
            place.replaceChildren(wait("The class takes no more phones", "Ask the teacher."));
        } else if (view.names && !kept.form) {
            kept.form = true;
            place.replaceChildren(form());
        }
    };

    room.join = async () => {
        if (room.joining) return;
        room.joining = true;
        const refusal = await send("join", { nick: "" });
        room.joining = false;
        if (refusal) room.refused();
    };

    function form() {
        const field = el("input", {
            type: "text", maxlength: 24, autocomplete: "off", autocapitalize: "words",
        });
        const note = el("p", { class: "refused" });
        return el("form", {
            onsubmit: async (event) => {
                event.preventDefault();
                note.textContent = await send("join", { nick: field.value }) || "";
            },
        },
        el("h1", {}, "Join the class"),
        el("p", {}, "The teacher asks for a name. A nickname will do."),
        el("label", { class: "field" }, "Your name in this class", field),
        note,
        el("button", { class: "main" }, "Join"));
    }

    function wait(title, ...lines) {
        return el("div", { class: "wait" }, el("h1", {}, title),
            lines.map((text) => el("p", { class: "quiet" }, text)));
    }

    screens.wait = (place, view) => {
        if (view.joining) {
            place.replaceChildren(wait("One moment", "Your phone joins the class."));
            return;
        }
        place.replaceChildren(wait("You are in", "Look at the screen. The next question comes here.",
            "Your phone may sleep: it comes back to its place."));
        room.say("You are in. The next question comes here.");
    };

    screens.over = (place) => {
        place.replaceChildren(wait("The class is over", "Thank you. You can close this page."));
        room.say("The class is over.");
    };

    screens.out = (place) => {
        place.replaceChildren(wait("This phone is out of the class",
            "Your teacher has taken it out; its answers do not count. Ask your teacher."));
        room.say("This phone is out of the class.");
    };

    screens.unknown = (place) => {
        place.replaceChildren(wait("Look at the screen", "There is nothing to do here just now."));
    };

    room.start();
})();
