// Lines of other rooms on the strip, an alarm of the board above all: asked every few seconds, also while the page is
// hidden, and changed only when they say something else. Whoever types is not disturbed.
"use strict";
{
  const EVERY_MS = 5000, GIVE_UP_MS = 8000;
  const counts = new Map();
  const look = async (place) => {
    try {
      const answer = await fetch(place.dataset.lines, { headers: { "Arcs-Background": "1" }, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(GIVE_UP_MS) });
      if (!answer.ok) return; // that the link is lost, the strip says by itself
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-alarms]");
      if (!fresh) return;
      counts.set(place, Number(fresh.dataset.alarms));
      const all = [...counts.values()].reduce((sum, one) => sum + one, 0);
      const bare = document.title.replace(/^\(\d+\) /, "");
      document.title = all ? `(${all}) ${bare}` : bare;
      if (fresh.dataset.newest === place.dataset.newest) return;
      place.dataset.newest = fresh.dataset.newest;
      place.replaceChildren(...fresh.childNodes); // written by the server, which escapes
    } catch { /* as above */ }
  };
  for (const place of document.querySelectorAll("[data-lines]")) {
    look(place);
    setInterval(look, EVERY_MS, place);
  }
}
