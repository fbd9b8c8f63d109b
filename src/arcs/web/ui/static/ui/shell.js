// A page that can be loaded anew without a link. From the server, it has its shell kept in this browser by a service
// worker; as the shell itself it is alone. A browser without service workers has what it had before: the open page.
"use strict";
{
  const { worker, here, alone } = document.getElementById("shell").dataset;
  const workers = navigator.serviceWorker;
  const say = (message) => workers?.ready.then((one) => one.active.postMessage(message)).catch(() => {});
  window.arcsShell = {
    here,
    isAlone: alone !== undefined,
    keepBeside: (url, told) => say({ url, text: JSON.stringify(told) }),
    async beside(url) { try { return await (await caches.match(url)).json(); } catch { return null; } },
  };
  if (worker && workers && !arcsShell.isAlone) { // whoever only reads the page has no shell of it
    const isFirst = !workers.controller; // whose worker fetches the shell as it is installed
    workers.register(worker).then(() => { if (!isFirst) say({}); }).catch(() => {});
  }
}
