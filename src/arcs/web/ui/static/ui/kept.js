// What this browser keeps of a person's work while there is no link: encrypted under a key that only a session brings.
// The key lies here while the person is signed in and not locked, and cannot be read out of the browser. Signing out, the
// lock, and anybody else who signs in drop it: what was kept is unreadable then until the same person is back.
"use strict";
{
  const person = document.documentElement.dataset.person ?? "";
  const OUT = "/sign-in/out/", TOUCHED_EVERY_MS = 15_000, LOOK_MS = 5000, GIVE_UP_MS = 8000;
  let owner = person; // whose page this is; one that did not come from the server learns it from the key

  // ---- the store
  let base = null;
  const open = () => (base ??= new Promise((done, failed) => {
    if (!window.indexedDB || !window.crypto?.subtle) { failed(new Error("no store")); return; }
    const ask = indexedDB.open("arcs-kept", 1);
    ask.onupgradeneeded = () => { ask.result.createObjectStore("secret"); ask.result.createObjectStore("rows", { keyPath: "key" }); };
    ask.onsuccess = () => done(ask.result);
    ask.onerror = () => failed(ask.error);
  }));
  const within = async (name, mode, act) => {
    const store = await open();
    return new Promise((done, failed) => {
      const change = store.transaction(name, mode, { durability: "strict" });
      const asked = act(change.objectStore(name));
      change.oncomplete = () => done(asked?.result);
      change.onerror = change.onabort = () => failed(change.error);
    });
  };

  // ---- the key, and when it goes
  const secret = () => within("secret", "readonly", (store) => store.get("k"));
  const drop = ({ isOut = false } = {}) => within("secret", "readwrite", (store) => {
    store.put(Date.now(), "dropped");
    if (isOut) store.put(Date.now(), "out"); // somebody signed out by hand: what was typed in any tab before is nobody's
    return store.delete("k");
  });
  const change = (act) => within("secret", "readwrite", (store) => { // at once, so that no page brings back what another dropped
    const asked = store.get("k");
    const dropped = store.get("dropped");
    dropped.onsuccess = () => { const next = act(asked.result, dropped.result ?? 0); if (next) store.put(next, "k"); };
    return asked;
  });
  const isLocked = ({ at, lock }, now = Date.now()) => lock !== null && !(now >= at && now - at <= lock * 1000); // a time to come is no time
  const whose = async () => { // the key as it may be used now, or null
    const one = await secret();
    if (!one || (owner && one.person !== owner)) return null;
    if (!isLocked(one)) return one;
    await drop();
    return null;
  };
  let touched = 0;
  const touch = async () => {
    if (!owner || Date.now() - touched < TOUCHED_EVERY_MS) return;
    touched = Date.now();
    await change((one) => one?.person === owner && !isLocked(one) && { ...one, at: Date.now() });
  };
  const begin = async () => { // a page without a server: whoever holds the key, or null
    const one = await whose().catch(() => null);
    owner = one?.person ?? "";
    await touch().catch(() => {});
    return one;
  };
  // Ask the server who is here, and take the key: joined, out (somebody else or nobody), or lost (no answer).
  const join = async (room) => {
    await arrived;
    const since = Date.now();
    let told;
    try {
      const answer = await fetch(arcsShell.here, { headers: { "Arcs-Background": "true" }, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(GIVE_UP_MS) });
      if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) { await drop().catch(() => {}); return { state: "out" }; }
      if (!answer.ok) return { state: "lost" };
      told = await answer.json();
    } catch { return { state: "lost" }; }
    const isAnother = owner !== "" && owner !== told.person;
    try { await (isAnother ? leave(told.person) : take(told, room, since)); } catch { /* a browser that keeps nothing still sends; whoever keeps is told */ }
    if (isAnother) return { state: "out" };
    owner = told.person;
    return { state: "joined", token: told.token };
  };
  const leave = async (other) => { const one = await secret(); if (one && one.person !== other) await drop(); };
  const take = async (told, room, since) => {
    const key = await crypto.subtle.importKey("raw", Uint8Array.from(atob(told.key), (one) => one.charCodeAt(0)), "AES-GCM", false, ["encrypt", "decrypt"]);
    await change((before, dropped) => {
      if (dropped > since && dropped <= Date.now()) return null; // somebody signed out while the server answered
      const rooms = before?.person === told.person ? before.rooms : [];
      return { person: told.person, key, lock: told.lock_seconds, at: Date.now(), rooms: [...new Set([...rooms, room])] };
    });
    const ofOthers = (await rows()).filter((one) => one.room === "page" && one.person !== told.person);
    for (const one of ofOthers) await remove(one.key); // what waits to be sent stays, pages do not
  };

  // ---- what is kept
  const rows = () => within("rows", "readonly", (store) => store.getAll());
  const bound = ({ room, person: by, key }) => new TextEncoder().encode(`${room} ${by} ${key}`);
  const sealed = async (one, row, content) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(row) }, one.key, new TextEncoder().encode(JSON.stringify(content)));
    return { ...row, iv, data };
  };
  const unsealed = async (one, row) => {
    try { return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv, additionalData: bound(row) }, one.key, row.data))); } catch { return null; } // still counted
  };
  const put = async (room, key, content) => {
    const one = await whose();
    if (!one) throw new Error("no key");
    const row = await sealed(one, { key, room, person: one.person }, content);
    await within("rows", "readwrite", (store) => store.put(row));
  };
  const all = async (room) => {
    const one = await whose();
    if (!one) return [];
    const found = (await rows()).filter((row) => row.room === room && row.person === one.person);
    const read = await Promise.all(found.map((row) => unsealed(one, row)));
    return read.filter((row) => row !== null);
  };
  const remove = (key) => within("rows", "readwrite", (store) => store.delete(key));
  const count = async (room) => { // also without the key
    const found = (await rows()).filter((one) => one.room === room);
    const own = found.filter((one) => one.person === owner).length;
    return { own, others: found.length - own };
  };

  // ---- what is typed and not sent, in this tab alone: a page that is loaded anew finds it again
  const TYPED = "arcs:typed:";
  const to64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (one) => String.fromCharCode(one)).join(""));
  const from64 = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const inTab = () => { try { return Object.keys(sessionStorage).filter((one) => one.startsWith(TYPED)); } catch { return []; } };
  const rowOf = (name) => { try { return JSON.parse(sessionStorage.getItem(name)); } catch { return null; } };
  const forgetTyped = (isMeant = () => true) => inTab().filter(isMeant).forEach((name) => sessionStorage.removeItem(name));
  let turn = Promise.resolve();
  const inTurn = (act) => (turn = turn.then(act).catch(() => {})); // what was typed last is what stays
  const typed = {
    keep: (key, content) => inTurn(async () => {
      const one = await whose();
      if (!one) return;
      const { iv, data, ...row } = await sealed(one, { key, room: "typed", person: one.person }, content);
      sessionStorage.setItem(TYPED + key, JSON.stringify({ ...row, iv: to64(iv), data: to64(data), at: Date.now() }));
    }),
    forget: (key) => inTurn(() => forgetTyped((name) => name === TYPED + key)),
    async read(key) { // {at, content}, null where nothing is there, undefined while nobody can say
      const one = await whose().catch(() => null);
      if (!one) return undefined;
      const row = rowOf(TYPED + key);
      const out = await within("secret", "readonly", (store) => store.get("out"));
      if (!row || row.person !== one.person || row.at <= (out ?? 0)) return null;
      const content = await unsealed(one, { ...row, iv: from64(row.iv), data: from64(row.data) });
      return content && { at: row.at, content };
    },
  };

  // Tell a page whose key is gone (the lock fell here, or another page dropped it).
  const whenLocked = (act) => {
    let had = false;
    const look = async () => {
      const has = (await whose().catch(() => null)) !== null;
      if (had && !has) act();
      had ||= has;
    };
    look();
    setInterval(look, LOOK_MS);
    document.addEventListener("visibilitychange", look);
  };
  window.arcsKept = { person: () => owner, begin, join, drop, put, all, remove, count, typed, whenLocked };

  // ---- every page: the door and other people drop the key, activity keeps it
  const isDoor = document.querySelector("meta[name=arcs-door]") !== null;
  const arrive = async () => {
    if (!isDoor && !person) return; // a page for everybody, or one without a server
    if (!isDoor) forgetTyped((name) => rowOf(name)?.person !== person);
    const one = await secret();
    if (one && (isDoor || one.person !== person)) await drop();
    else if (one) await change((now) => now?.person === person && { ...now, at: Date.now() }); // the server let the person in just now
  };
  const arrived = arrive().catch(() => {});
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => { touch().catch(() => {}); }, { capture: true, passive: true });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("action") !== OUT) return;
    event.preventDefault();
    forgetTyped();
    await drop({ isOut: true }).catch(() => {});
    form.submit();
  });
}
