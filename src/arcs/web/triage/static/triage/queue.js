// Decisions that wait for the link, each with a key of its own, kept in this browser encrypted for the person who made them.
// Two strips of one person share them; the server knows each key, so that none counts twice.
"use strict";
window.arcsTriage ??= {};
{
  const ROOM = "decisions";
  let items = [], others = 0, inMemory = []; // as they were read last; in memory is what the browser's store did not take
  const put = async (item) => {
    try { await arcsKept.put(ROOM, item.key, item); inMemory = inMemory.filter((one) => one.key !== item.key); return true; } catch { inMemory = [...inMemory.filter((one) => one.key !== item.key), item]; return false; }
  };
  arcsTriage.queue = {
    all: () => items,
    async read() {
      const found = await arcsKept.all(ROOM).catch(() => []);
      const known = new Set(found.map((one) => one.key));
      items = [...found, ...inMemory.filter((one) => !known.has(one.key))].sort((a, b) => a.device_at.localeCompare(b.device_at));
      others = (await arcsKept.count(ROOM).catch(() => ({ others: 0 }))).others;
    },
    add(item) { items = [...items, item]; return put(item); }, // false: it is gone when the page is closed
    async remove(key) { items = items.filter((one) => one.key !== key); inMemory = inMemory.filter((one) => one.key !== key); await arcsKept.remove(key).catch(() => {}); },
    ofOthers: () => others, // only they themselves can send them: a decision is made in one person's name
    async refuse(key, problem) { items = items.map((one) => (one.key === key ? { ...one, problem } : one)); await put(items.find((one) => one.key === key)); },
  };
}
