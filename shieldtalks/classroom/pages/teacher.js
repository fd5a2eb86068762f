"use strict";
// The teacher's page: the step that comes next, what the class does now, the plan, the door.
//
// The middle belongs to the activity: teacher_NAME.js says
//     room.desk.NAME = (view) => ({ title, next, back, parts: [elements] });
// next, back: what the two buttons do in this state; null for the usual words.
(() => {
    const { el, lead, screens } = room;
    room.desk = room.desk || {};
    const address = document.body.dataset.join;
    let frame = null;

    function build() {
        frame = {
            title: el("h1", {}), facts: el("div", { class: "facts" }), parts: el("div", { class: "tally" }),
            next: el("button", { class: "main", onclick: () => lead("next") }),
            back: el("button", { onclick: () => lead("back") }, "← Back"),
            plan: el("ol", { class: "plan" }), warnings: el("div", {}),
            door: el("input", { type: "checkbox", onchange: (event) => lead("door", { on: event.target.checked }) }),
            names: el("input", { type: "checkbox", onchange: (event) => lead("names", { on: event.target.checked }) }),
        };
        const projector = el("a", {
            class: "button", href: "projector", target: "shieldtalks-projector",
            onclick: (event) => {
                event.preventDefault();
                window.open(`projector#key=${room.key()}`, "shieldtalks-projector");
            },
        }, "Open the page for the projector");
        return el("div", { class: "desk" },
            el("div", {},
                el("section", { class: "panel", "aria-label": "Now" }, frame.title, frame.facts,
                    el("div", { class: "steps" }, frame.back, frame.next),
                    el("p", { class: "quiet" }, "Here and on the projector: ", el("kbd", {}, "→"),
                        ", space or a clicker goes on, ", el("kbd", {}, "←"), " goes back, ",
                        el("kbd", {}, "↓"), " walks through the marks of a chart.")),
                frame.warnings,
                el("section", { class: "panel", "aria-label": "What the class says" }, frame.parts)),
            el("div", {},
                el("section", { class: "panel" }, projector,
                    el("p", {}, "Students join at ", el("span", { class: "address" }, address)),
                    el("label", { class: "switch" }, frame.door, "New phones may join"),
                    el("label", { class: "switch" }, frame.names, "Ask for names"),
                    el("p", { class: "quiet" }, "Without names nobody can say later who guessed what, not even you.")),
                el("section", { class: "panel" }, el("h2", {}, "The plan"), frame.plan,
                    el("button", { onclick: () => lead("wait") }, "Show where to join"),
                    el("button", { onclick: () => confirm("End the class? You can go back.") && lead("over") }, "End the class"))));
    }

    function show(place, view, kept) {
        if (!frame || !place.contains(frame.title)) place.replaceChildren(build());
        const own = (room.desk[view.screen] || idle)(view, kept);
        frame.title.textContent = own.title;
        frame.next.textContent = `${own.next || "Next"} →`;
        frame.back.textContent = `← ${own.back || "Back"}`;
        frame.next.disabled = view.over;
        frame.back.disabled = view.current === null && !view.over;
        facts(view);
        // A part that stays keeps its focus, and what is typed into it.
        const same = own.parts.length === frame.parts.childNodes.length
            && own.parts.every((part, n) => part === frame.parts.childNodes[n]);
        if (!same) frame.parts.replaceChildren(...own.parts);
        frame.door.checked = view.door;
        frame.names.checked = view.names;
        plan(view);
        warnings(view);
    }

    function facts(view) {
        const fact = (n, text) => el("span", {}, el("b", {}, String(n)), ` ${text}`);
        frame.facts.replaceChildren(fact(view.here, "here now"), fact(view.joined, "joined"),
            "answered" in view ? fact(view.answered, "answered") : "");
    }

    function plan(view) {
        const key = JSON.stringify([view.plan, view.current, view.over]);
        if (frame.key === key) return;
        frame.key = key;
        const at = [...frame.plan.children].findIndex((item) => item.contains(document.activeElement));
        frame.plan.replaceChildren(...view.plan.map((item, n) => el("li", {}, el("button", {
            "aria-current": item.id === view.current && !view.over ? "step" : null,
            onclick: () => lead("open", { item: item.id }),
        }, `${n + 1}. ${item.title} `, item.begun && el("small", {}, "(asked)")))));
        if (at >= 0) frame.plan.children[at]?.firstChild.focus();
    }

    function warnings(view) {
        const key = JSON.stringify([view.notice, view.knocks, view.crowds]);
        if (frame.warned === key) return;
        frame.warned = key;
        const said = [];
        if (view.notice) said.push([view.notice]);
        if (view.knocks) {
            const times = view.knocks === 1 ? "once" : `${view.knocks} times`;
            said.push([`This page was asked for ${times} with a wrong key, and stayed shut.`]);
        }
        for (const crowd of view.crowds) {
            said.push([`${crowd.phones} phones came from one address (${crowd.address}). In a shared `
                + "network that is usual; else somebody may be voting several times.", listed(crowd)]);
        }
        frame.warnings.replaceChildren(...said.map((parts) =>
            el("div", { class: "panel warning", role: "status" }, parts)));
    }

    // The phones of one address; the answers of one that is taken out do not count.
    function listed(crowd) {
        frame.open = frame.open || {};
        return el("details", {
            open: frame.open[crowd.address],
            ontoggle: (event) => { frame.open[crowd.address] = event.target.open; },
        }, el("summary", {}, "Take one of them out of the class (the newest first)"),
        el("ul", { class: "phones" }, crowd.listed.toReversed().map((phone) => el("li", {},
            el("span", {}, `Phone ${phone.number}${phone.name ? `, ${phone.name}` : ""}, `
                + `${phone.answers === 1 ? "1 question" : `${phone.answers} questions`} answered`
                + `${phone.here ? "" : " (not here now)"}${phone.out ? ": its answers do not count" : ""}`),
            el("button", { onclick: () => lead("out", { phone: phone.number, on: !phone.out }) },
                phone.out ? "Take in again" : "Take out")))));
    }

    function idle(view) {
        const first = view.plan[0];
        return {
            title: view.over ? "The class is over" : "Phones can join",
            next: view.over ? "Done" : first && `Ask: ${first.title}`,
            back: view.over ? "Go on after all" : null,
            parts: [el("p", { class: "quiet" }, view.over
                ? "What was answered is kept. In a notebook, classroom.classes() lists what there is."
                : "The projector shows where to join. Nothing is asked yet.")],
        };
    }

    for (const name of ["wait", "over", "unknown", ...Object.keys(room.desk)]) screens[name] = show;
    room.start();
})();
