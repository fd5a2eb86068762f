// On JupyterLite's page, before it starts.

// A link opens its own notebook, and not all others of the last visit, each with a Python of its
// own: what was open is forgotten. What was written stands in another store, and stays. A page that
// is only loaded again has lost the name from its address, and opens what was open.
window.courseReady = (async () => {
  if (!new URLSearchParams(location.search).has("path")) return;
  const found = await indexedDB.databases();
  const { name } = found.find((one) => one.name.startsWith("JupyterLite Storage")) || {};
  if (!name) return;
  const opened = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const storage = await opened(indexedDB.open(name));
  if (storage.objectStoreNames.contains("statedb")) {
    await opened(storage.transaction("statedb", "readwrite").objectStore("statedb").clear());
  }
  storage.close();
})().catch(console.warn);

// What the page loaded before its worker was there is kept for the next visit.
performance.setResourceTimingBufferSize(2000);
navigator.serviceWorker?.ready.then(({ active }) => {
  const keep = () => {
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    active.postMessage({ keep: [location.href, ...loaded] });
  };
  setTimeout(keep, 30000);
  addEventListener("pagehide", keep);
});

// On a phone the notebook gets the whole width; the list of files is behind the menu View.
async function makeRoom() {
  const ready = () => window.jupyterapp?.shell?.currentWidget?.context?.isReady;
  while (!ready()) await new Promise((done) => setTimeout(done, 200));
  if (!matchMedia("(max-width: 46rem)").matches) return;
  const { commands, shell } = window.jupyterapp;
  shell.mode = "single-document";
  shell.collapseLeft();
  for (const side of ["left", "right"]) commands.execute("application:toggle-side-tabbar", { side });
  commands.execute("statusbar:toggle");
}
makeRoom();
