// The field page without its link: each tap and text gets a key of its own, is kept here encrypted, and is sent once.
// The cipher's key was made in this browser, cannot be read out of it, and never leaves it. Forms work without script.
const field = document.getElementById("field");
const page = document.documentElement;
const person = page.dataset.person ?? "";
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const box = document.getElementById("unsent"), told = document.getElementById("told");
const LOOK = 1500, AGAIN = 5000;

// ---- the store
const opened = new Promise((done, failed) => {
  if (!window.indexedDB || !window.crypto?.subtle) { failed(new Error("no store")); return; }
  const ask = indexedDB.open("arcs-field", 1);
  ask.onupgradeneeded = () => { ask.result.createObjectStore("secret"); ask.result.createObjectStore("queue", { keyPath: "key" }); };
  ask.onsuccess = () => done(ask.result);
  ask.onerror = () => failed(ask.error);
});
opened.catch(() => {});
const within = async (name, mode, act) => {
  const base = await opened;
  return new Promise((done, failed) => {
    const change = base.transaction(name, mode, { durability: "strict" });
    const asked = act(change.objectStore(name));
    change.oncomplete = () => done(asked?.result);
    change.onerror = change.onabort = () => failed(change.error);
  });
};
const secret = async () => {
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  // two tabs at once: whoever adds first has made the key
  await within("secret", "readwrite", (store) => { const asked = store.get("k"); asked.onsuccess = () => { if (!asked.result) store.put(made, "k"); }; return asked; });
  return within("secret", "readonly", (store) => store.get("k"));
};
const keep = async (entry) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await secret(), new TextEncoder().encode(JSON.stringify(entry)));
  await within("queue", "readwrite", (store) => store.put({ key: entry.key, iv, data }));
};
const drop = (key) => within("queue", "readwrite", (store) => store.delete(key));
const kept = async () => {
  const rows = await within("queue", "readonly", (store) => store.getAll());
  if (!rows.length) return [];
  const own = await secret();
  const found = await Promise.all(rows.map(async ({ iv, data }) => JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, own, data)))));
  return found.filter((one) => one.person === person).sort((a, b) => a.at - b.at);
};

// ---- what waits is always seen
let isOffline = false, mustSignIn = false;
const say = (words, tone = "") => { told.className = `told${tone ? ` told-${tone}` : ""}`; told.textContent = words; };
const show = async () => {
  const waiting = await kept().catch(() => []);
  box.hidden = !waiting.length && !isOffline && !mustSignIn;
  document.getElementById("unsent-count").textContent = waiting.length || isOffline ? field.dataset.wordsUnsent.replace("%s", waiting.length) : "";
  document.getElementById("unsent-why").textContent = mustSignIn ? field.dataset.wordsAgain : isOffline ? field.dataset.wordsOffline : "";
  document.getElementById("unsent-list").replaceChildren(...waiting.map((one) => {
    const row = document.createElement("li");
    row.append(Object.assign(document.createElement("span"), { textContent: `${one.label}: ${one.problem ?? field.dataset.wordsWaiting}` }));
    if (one.problem) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet", textContent: field.dataset.wordsDrop });
      button.addEventListener("click", async () => { if (confirm(field.dataset.wordsSure)) { await drop(one.key); show(); } });
      row.append(button);
    }
    return row;
  }));
};

// ---- a photo is drawn anew and smaller: what a camera hides in it (where, when, which one) stays on the phone
const WIDEST = 2000;
const bytesOf = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
const textOf = (bytes) => { let text = ""; for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768)); return btoa(text); };
const smaller = async (file) => {
  let blob = file;
  try {
    const picture = await createImageBitmap(file);
    const by = Math.min(1, WIDEST / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.max(1, Math.round(picture.width * by)), height: Math.max(1, Math.round(picture.height * by)) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", .85); }) ?? file;
  } catch { /* no picture: the server says so */ }
  return { type: blob.type, bytes: textOf(new Uint8Array(await blob.arrayBuffer())) };
};

// ---- sending, one after the other, in the order in which it was told
let sending = false;
const sendOne = async (entry) => {
  const hasFile = entry.fields.some(([, value]) => typeof value !== "string");
  const body = hasFile ? new FormData() : new URLSearchParams();
  for (const [name, value] of entry.fields) typeof value === "string" ? body.append(name, value) : body.append(name, new Blob([bytesOf(value.bytes)], { type: value.type }), "photo");
  body.set("key", entry.key);
  body.set("csrfmiddlewaretoken", token());
  body.set("device_at", new Date(entry.at).toISOString());
  body.set("waited", String(Math.max(0, Math.round((Date.now() - entry.at) / 1000))));
  return fetch(field.dataset.send, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
};
const flush = async () => {
  if (sending) return;
  if (!navigator.onLine) { isOffline = true; await show(); return; }
  sending = true;
  let sent = 0;
  try {
    for (const entry of await kept()) {
      if (entry.problem) continue;
      let answer;
      try { answer = await sendOne(entry); } catch { isOffline = true; break; }
      isOffline = false;
      const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403 || (!isJson && answer.status < 500)) { mustSignIn = true; break; }
      if (answer.status >= 500) break;
      mustSignIn = false;
      const { state, words } = await answer.json();
      if (answer.ok) { await drop(entry.key); sent += 1; say(words, state === "kept" ? "warn" : ""); }
      else { await keep({ ...entry, problem: words }); say(words, "alarm"); }
    }
  } catch { /* the store could not be read; the next look tries again */ }
  sending = false;
  await show();
  if (sent) await refresh();
};

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-tell]");
  if (!form) return;
  event.preventDefault();
  const fields = [...new FormData(form, event.submitter)].filter(([name]) => !["key", "csrfmiddlewaretoken"].includes(name));
  const same = JSON.stringify(fields.map(([name, value]) => [name, value.name ?? value]));
  if (form.dataset.last === same) return; // the finger trembled: the same thing within a second
  form.dataset.last = same;
  setTimeout(() => { delete form.dataset.last; }, 1000);
  const entry = { key: crypto.randomUUID(), person, at: Date.now(), label: [form.dataset.tell, event.submitter?.value ? event.submitter.textContent.trim() : ""].filter(Boolean).join(", "), fields };
  try {
    for (const one of entry.fields) if (typeof one[1] !== "string") one[1] = await smaller(one[1]);
    await keep(entry);
  } catch {
    say(field.dataset.wordsNostore, "alarm");
    if (event.submitter?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: event.submitter.name, value: event.submitter.value }));
    form.submit(); // without a store the plain form still sends
    return;
  }
  await show();
  await flush();
  const left = (await kept()).find((one) => one.key === entry.key);
  if (left?.problem) { await drop(entry.key); await show(); } // it still stands in the form, to be corrected there
  else { form.reset(); const drawer = form.closest("details[id]"); if (drawer) drawer.open = false; }
});

// ---- what changed elsewhere: the status, the answer to a call for help, a new call
const refresh = async () => {
  const answer = await fetch(location.href, { headers: { "Arcs-Background": "true" }, redirect: "manual", cache: "no-store" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = fresh.getElementById("field");
  if (!now) return;
  field.dataset.sign = now.dataset.sign;
  const sameCall = now.querySelector("[name=call]")?.value === field.querySelector("[name=call]")?.value;
  if (!sameCall) { if (!(await kept()).length) location.reload(); return; }
  for (const id of ["field-now", "field-notes", "field-outcomes"]) {
    const next = now.querySelector(`#${id}`), old = document.getElementById(id);
    if (next && old && next.innerHTML !== old.innerHTML) old.replaceWith(next);
  }
};
const look = async () => {
  if (document.hidden) return;
  if (!navigator.onLine) { if (!isOffline) { isOffline = true; await show(); } return; }
  try {
    const answer = await fetch(field.dataset.ask, { headers: { "Arcs-Background": "true" }, redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect") { mustSignIn = true; await show(); return; }
    if (!answer.ok) return;
    const wasOffline = isOffline;
    isOffline = mustSignIn = false;
    if (wasOffline) { await show(); await flush(); }
    if ((await answer.text()) !== field.dataset.sign) await refresh();
  } catch { if (!isOffline) { isOffline = true; await show(); } }
};

// ---- the timer goes on by itself, also without a link
const tick = () => {
  for (const one of document.querySelectorAll("[data-due]")) {
    const late = Math.floor((Date.now() - Date.parse(one.dataset.due)) / 60000);
    if (late < 0) continue;
    one.textContent = one.dataset.late.replace("%s", late);
    one.closest(".check-in").classList.add("check-in-late");
  }
};

setInterval(look, LOOK);
setInterval(flush, AGAIN);
setInterval(tick, 1000);
addEventListener("online", flush);
addEventListener("offline", () => { isOffline = true; show(); });
document.addEventListener("visibilitychange", look);
show();
flush();
tick();
