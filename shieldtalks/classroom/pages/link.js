"use strict";
// What all pages share: the line to the server, and a way to build a page without HTML in strings.
//
// A renderer of a screen is a file PAGE_NAME.js that says
//     room.screens.NAME = (place, view, kept) => { ... };
// It is called with each new view. `place` is emptied, and `kept` is a new {}, when another screen
// (or another view.id) comes; until then both stay, so that a renderer may build once and change
// what has changed. room.send("answer", { value: 3 }) returns a promise of null, or of the line by
// which the message was refused; a message that was sent while the line was down goes out later.
const room = (() => {
    const screens = {};
    const role = document.body.className;
    const place = document.getElementById("place");
    const said = document.getElementById("said");
    const line = document.getElementById("line");
    const QUEUE = "shieldtalks-queue";
    const PATIENCE = 8000;
    const waiting = new Map();
    let socket = null, tries = 0, timer = 0, shift = 0, shown = "", kept = {}, view = null;
    let turned = false, frame = null, asked = null;

    // Elements

    const el = (name, facts, ...children) => build(document.createElement(name), facts, children);
    const svg = (name, facts, ...children) =>
        build(document.createElementNS("http://www.w3.org/2000/svg", name), facts, children);

    function build(node, facts, children) {
        for (const [key, value] of Object.entries(facts || {})) {
            if (value === null || value === undefined || value === false) continue;
            if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
            else if (key === "class") node.setAttribute("class", value);
            else if (key === "style") {
                for (const [name, set] of Object.entries(value)) node.style.setProperty(name, set);
            }
            else if (key === "value" || key === "checked") node[key] = value;
            else node.setAttribute(key, value === true ? "" : value);
        }
        node.append(...children.flat(3).filter((child) => child !== null && child !== undefined
            && child !== false));
        return node;
    }

    function words(text, node = said) {
        if (node.textContent !== text) node.textContent = text;
    }

    function trouble(text) {
        line.hidden = !text;
        words(text || "", line);
    }

    // The line to the server

    function connect() {
        clearTimeout(timer);
        if (socket && socket.readyState < 2) return;
        const address = new URL(`live/${role}`, location.href);
        address.protocol = address.protocol.replace("http", "ws");
        address.hash = "";
        socket = new WebSocket(address);
        const own = socket;
        own.onopen = () => {
            if (api.greet) own.send(JSON.stringify(api.greet()));
        };
        own.onmessage = (event) => {
            if (own === socket) take(JSON.parse(event.data));
        };
        own.onclose = () => {
            if (own !== socket || turned) return;
            socket = null;
            document.body.classList.add("off");
            if (tries > 0) trouble("No connection. Trying again…");
            // Three hundred phones do not come back in the same moment.
            timer = setTimeout(connect, Math.min(4000, 300 * 2 ** tries) * (0.5 + Math.random()));
            tries += 1;
        };
    }

    // A line that died while the phone slept may look open for minutes: take a new one.
    function renew() {
        const old = socket;
        socket = null;
        if (old) old.close();
        connect();
    }

    function take(message) {
        if (message.turned) {
            // What the page showed may no longer be true.
            turned = true;
            shown = "";
            place.replaceChildren(el("h1", {}, message.turned));
            trouble(message.turned);
        } else if (message.view) {
            if (tries >= 0) {
                tries = 0;
                document.body.classList.remove("off");
                trouble("");
            }
            if (message.now) shift = message.now * 1000 - Date.now();
            // A device that is joining has the page before it already.
            if (message.view.screen !== "join" || !api.joining) {
                view = message.view;
                draw();
            }
            asked = message.view;
            if (message.n === 1) flush();
        } else if ("ack" in message) {
            settle(message.ack, null);
        } else if (message.refused) {
            settle(message.id, message.refused);
        }
    }

    function settle(id, refusal) {
        const sent = waiting.get(id);
        waiting.delete(id);
        keep();
        if (sent && sent.done) sent.done(refusal);
        else if (refusal) words(refusal);
    }

    function keep() {
        try {
            const list = [...waiting.values()].map((sent) => sent.message);
            sessionStorage.setItem(`${QUEUE}-${role}`, JSON.stringify(list));
        } catch { /* A browser that keeps nothing still sends. */ }
    }

    function flush() {
        for (const { message } of waiting.values()) put(message);
    }

    function put(message) {
        if (socket && socket.readyState === 1 && !document.body.classList.contains("off")) {
            socket.send(JSON.stringify(message));
        }
    }

    function send(what, more) {
        const id = [...crypto.getRandomValues(new Uint8Array(12))]
            .map((byte) => byte.toString(16).padStart(2, "0")).join("");
        const message = { do: what, id, ...more };
        if (role === "phone" && view && view.to && !("to" in message)) message.to = view.to;
        return new Promise((done) => {
            waiting.set(id, { message, done });
            keep();
            put(message);
            setTimeout(() => waiting.has(id) && renew(), PATIENCE);
        });
    }

    // The page

    function draw() {
        cancelAnimationFrame(frame);
        const name = `${view.screen} ${view.id || ""}`;
        if (name !== shown) {
            shown = name;
            kept = {};
            place.replaceChildren();
            words("");
            place.setAttribute("class", `screen-${view.screen}`);
        }
        const renderer = screens[view.screen] || screens.unknown;
        if (api.before) api.before(view);
        if (renderer) renderer(place, view, kept);
        if (api.after) api.after(view);
    }

    // The sentences that a question names by their ids.
    const quotes = (view) => (view.quotes || []).map((quote) => el("blockquote", { class: "quote" },
        quote.text, el("footer", {}, `[${quote.unit}] ${quote.source}`)));

    const api = {
        screens, el, svg, send, trouble, quotes,
        say: (text) => words(text),
        now: () => Date.now() + shift,
        redraw: () => view && draw(),
        joining: false,
        // What the server said last, where the page shows something else while it joins.
        refused() {
            view = asked || view;
            draw();
        },
        get view() { return view; },
        start() {
            try {
                for (const message of JSON.parse(sessionStorage.getItem(`${QUEUE}-${role}`) || "[]")) {
                    waiting.set(message.id, { message });
                }
            } catch { /* Nothing was kept. */ }
            // What came with the page is there before the line is open.
            const first = JSON.parse(document.getElementById("first").textContent);
            if (first) {
                shift = first.now * 1000 - Date.now();
                view = first;
                draw();
                if (first.joining) api.join();
            }
            connect();
            let hidden = 0;
            const wake = () => {
                if (document.visibilityState !== "visible") {
                    hidden = Date.now();
                    return;
                }
                tries = 0;
                if (hidden && Date.now() - hidden > PATIENCE) renew();
                else connect();
                hidden = 0;
            };
            document.addEventListener("visibilitychange", wake);
            addEventListener("pageshow", wake);
            addEventListener("online", wake);
        },
    };
    return api;
})();
