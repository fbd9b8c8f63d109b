// Decisions that wait for the link, each with a key of its own, kept in this browser for the person who made them.
// Two strips of one person share them; the server knows each key, so that none counts twice.
"use strict";
window.arcsTriage ??= {};
{
  const PREFIX = "arcs:triage:";
  const KEPT = `${PREFIX}${document.documentElement.dataset.person ?? ""}`;
  let inMemory = null; // where the browser's store is full or closed
  const read = () => {
    if (inMemory) return inMemory;
    try { return JSON.parse(localStorage.getItem(KEPT)) ?? []; } catch { return []; }
  };
  const write = (items) => {
    try { items.length ? localStorage.setItem(KEPT, JSON.stringify(items)) : localStorage.removeItem(KEPT); inMemory = null; } catch { inMemory = items; }
  };
  arcsTriage.queue = {
    all: read,
    add(item) { write([...read(), item]); return inMemory === null; }, // false: it is gone when the page is closed
    remove(key) { write(read().filter((one) => one.key !== key)); },
    ofOthers() { // only they themselves can send them: a decision is made in one person's name
      try { return Object.keys(localStorage).filter((one) => one.startsWith(PREFIX) && one !== KEPT).reduce((sum, one) => sum + JSON.parse(localStorage.getItem(one)).length, 0); } catch { return 0; }
    },
    refuse(key, problem) { write(read().map((one) => (one.key === key ? { ...one, problem } : one))); },
  };
}
