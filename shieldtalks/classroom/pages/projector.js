"use strict";
// The big screen: where to join, and what the teacher shows.
(() => {
    const { el, screens } = room;
    const address = document.body.dataset.join;
    const bare = address.replace(/^https?:\/\//, "").replace(/\/$/, "");

    room.joinHere = (size) => el("div", { class: `join ${size}` },
        el("img", { src: "qr.svg", alt: `QR code of ${address}` }),
        size === "small"
            ? el("p", {}, el("span", { class: "address" }, bare))
            : el("div", {}, el("h1", {}, "Join with your phone"),
                el("p", {}, "Point its camera at the square, or type"),
                el("p", { class: "address" }, bare),
                el("p", { class: "quiet", id: "here" })));

    const present = (view) => view.here === 1 ? "1 phone is here" : `${view.here} phones are here`;

    room.footOf = (view) => el("p", { class: "foot" }, el("span", {}, present(view)),
        el("span", {}, "join at ", el("span", { class: "address" }, bare)),
        view.place.at > 0 && el("span", {}, `${view.place.at} of ${view.place.of}`));

    // A pane that scrolls says so: what goes on below its edge fades.
    room.fading = (pane) => {
        const look = () => pane.classList.toggle("more",
            pane.scrollHeight - pane.scrollTop - pane.clientHeight > 8);
        new ResizeObserver(look).observe(pane);
        new MutationObserver(look).observe(pane, { childList: true, subtree: true });
        pane.addEventListener("scroll", look, { passive: true });
        pane.addEventListener("load", () => requestAnimationFrame(look), true);
        return pane;
    };

    screens.wait = (place, view, kept) => {
        if (!kept.begun) {
            kept.begun = true;
            place.append(el("div", { class: "stage" }, room.joinHere("large")));
        }
        const here = document.getElementById("here");
        here.textContent = view.here ? `${present(view)}.` : "No account, no app, no name.";
    };

    screens.over = (place, view) => {
        place.replaceChildren(el("div", { class: "over" }, el("h1", {}, "The class is over"),
            el("p", { class: "quiet" }, "Thank you.")));
    };

    screens.unknown = (place, view) => {
        place.replaceChildren(el("div", { class: "over" }, el("h1", {}, "Look at your phone")));
    };

    // Clickers send one of these to darken the screen, so that all look at who speaks.
    addEventListener("keydown", (event) => {
        if (["b", "B", "."].includes(event.key)) document.body.classList.toggle("dark");
    });

    room.start();
})();
