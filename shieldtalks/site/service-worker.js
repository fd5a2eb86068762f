// Keeps what was opened once, so that a second visit is quick and works without a network.
// KEPT, the names of the two caches, is written above this when the site is built: a new name is a
// new version. Python and JupyterLab change seldom, and are kept apart from the course.

const RUNTIME = /\/(build|extensions)\/|\/static\/pyodide\/(?!pyodide-lock|shieldtalks)/;
const LIVE = /\/api\/(drive|stdin|service-worker-heartbeat)/;
const NOT_KEPT = `<!DOCTYPE html><html lang="en"><title>Not kept</title>
<meta name="viewport" content="width=device-width">
<body style="font:1.1rem/1.5 system-ui;max-width:36rem;margin:4rem auto;padding:0 1rem">
<h1>This page is not kept</h1><p>There is no network now, and this page has not been opened before
in this browser. <a href="${registration.scope}">Go to the home page</a>.</p>`;

// One page answers for all addresses that differ only in what follows the question mark.
function keyOf(address) {
  const url = new URL(address, registration.scope);
  return url.origin + url.pathname.replace(/\/$/, "/index.html");
}

const cacheOf = (key) => caches.open(RUNTIME.test(key) ? KEPT.runtime : KEPT.course);

async function fetched(request, key) {
  const answer = await fetch(request);
  if (answer.ok && answer.status === 200 && !answer.redirected && answer.type === "basic") {
    const copy = answer.clone();
    cacheOf(key).then((cache) => cache.put(key, copy)).catch(() => {});
  }
  return answer;
}

async function answered(request) {
  const key = keyOf(request.url);
  const kept = await (await cacheOf(key)).match(key);
  if (kept) return kept;
  try {
    return await fetched(request, key);
  } catch (error) {
    if (request.mode !== "navigate") throw error;
    return new Response(NOT_KEPT, { status: 503, headers: { "Content-Type": "text/html" } });
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const ours = request.method === "GET" && request.url.startsWith(registration.scope);
  if (!ours || LIVE.test(new URL(request.url).pathname)) return;
  event.respondWith(answered(request));
  event.stopImmediatePropagation();
});

self.addEventListener("activate", (event) => {
  const current = Object.values(KEPT);
  event.waitUntil(caches.keys().then((names) => Promise.all(names
    .filter((name) => name.startsWith("shieldtalks-") && !current.includes(name))
    .map((name) => caches.delete(name)))));
});

async function keep(addresses, tell) {
  let kept = 0;
  let failed = 0;
  const waiting = [...new Set(addresses.map(keyOf))]
    .filter((key) => key.startsWith(registration.scope) && !LIVE.test(key));
  const of = waiting.length;
  const next = async () => {
    while (waiting.length) {
      const key = waiting.pop();
      try {
        const cache = await cacheOf(key);
        if (!(await cache.match(key))) await cache.add(key);
        kept += 1;
      } catch {
        failed += 1;
      }
      tell?.postMessage({ kept, of, failed: waiting.length ? 0 : failed });
    }
  };
  await Promise.all([next(), next(), next(), next()]);
}

self.addEventListener("message", (event) => {
  const { keep: addresses, tell } = event.data || {};
  if (addresses) event.waitUntil(keep(addresses, tell ? event.source : null));
});

// What follows is JupyterLite's own worker: it gives Python the files that the browser keeps.
