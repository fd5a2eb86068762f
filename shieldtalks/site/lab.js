// On JupyterLite's page: keep for the next visit what the page loaded before its worker was there.
performance.setResourceTimingBufferSize(2000);
navigator.serviceWorker?.ready.then(({ active }) => {
  const keep = () => {
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    active.postMessage({ keep: [location.href, ...loaded] });
  };
  setTimeout(keep, 30000);
  addEventListener("pagehide", keep);
});
