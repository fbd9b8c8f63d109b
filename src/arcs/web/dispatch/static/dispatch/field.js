// The field page without its link: each tap and text gets a key of its own, is kept here encrypted, and is sent once.
// The key comes with the session and goes with it (ui/kept.js). Loaded anew without a link, the page draws the call from
// what was kept, and says from when that is. Forms work without script.
const field = document.getElementById("field");
const { isAlone } = arcsShell; // this page came out of this phone, not from the server
const box = document.getElementById("unsent"), told = document.getElementById("told");
const LOOK = 1500, AGAIN = 5000, TOO_OLD = 12 * 3600 * 1000, GIVE_UP = 8000, GIVE_UP_LOOK = 5000, GIVE_UP_FILE = 60_000;
let given = ""; // the token as the server gave it last: the page may have none, or one of an earlier session
const token = () => given || (document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");

// ---- the store
const keep = (entry) => arcsKept.put("field", entry.key, entry);
const drop = (key) => arcsKept.remove(key);
const kindOf = (entry) => entry.fields.find(([name]) => name === "kind")?.[1] ?? "";
const callOf = (entry) => entry.fields.find(([name]) => name === "call")?.[1] ?? "";
const isPlea = (entry) => kindOf(entry) === "plea";
const isStep = (entry) => ["status", "check_in"].includes(kindOf(entry)); // one counts from the one before
const kept = async () => (await arcsKept.all("field")).sort((a, b) => isPlea(b) - isPlea(a) || a.at - b.at); // calls for help first

// ---- what waits is always seen
let isOffline = isAlone, mustSignIn = false, isLocked = false;
const say = (words, tone = "") => { told.className = `told${tone ? ` told-${tone}` : ""}`; told.textContent = words; };
const show = async () => {
  const waiting = await kept().catch(() => []);
  const many = Math.max(waiting.length, (await arcsKept.count("field").catch(() => ({ own: 0 }))).own); // counted also without the key
  box.hidden = isLocked || (!many && !isOffline && !mustSignIn);
  document.getElementById("unsent-count").textContent = many || isOffline ? field.dataset.wordsUnsent.replace("%s", many) : "";
  document.getElementById("unsent-why").textContent = mustSignIn ? field.dataset.wordsAgain : isOffline ? field.dataset.wordsOffline : "";
  box.classList.toggle("unsent-alarm", waiting.some((one) => isPlea(one) && !one.problem));
  document.getElementById("unsent-list").replaceChildren(...waiting.map((one) => {
    const row = document.createElement("li");
    row.append(Object.assign(document.createElement("span"), { textContent: `${one.label}: ${one.problem ?? field.dataset.wordsWaiting}` }));
    if (one.problem) {
      const back = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: field.dataset.wordsBack });
      back.addEventListener("click", () => bringBack(one));
      row.append(back);
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet", textContent: field.dataset.wordsDrop });
      button.addEventListener("click", async () => { if (confirm(field.dataset.wordsSure)) { await drop(one.key); show(); } });
      row.append(button);
    }
    return row;
  }));
};

// ---- what was refused comes back into its form, to be corrected there
const formOf = (kind) => [...field.querySelectorAll("form[data-tell]")].find((one) => one.querySelector("[name=kind]")?.value === kind && [...one.elements].some((each) => each.name && !["hidden", "submit"].includes(each.type)));
const bringBack = async (entry) => {
  if (callOf(entry) !== call()) { location.assign(`${field.dataset.own}calls/${callOf(entry)}/`); return; } // it is there as well
  const form = formOf(kindOf(entry));
  if (!form) return;
  for (const [name, value] of entry.fields) {
    if (["kind", "call"].includes(name) || typeof value !== "string") continue;
    for (const one of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (["checkbox", "radio"].includes(one.type)) one.checked ||= one.value === value;
      else if (one.type !== "submit") one.value = value;
    }
  }
  typed.add(form);
  const drawer = form.closest("details");
  if (drawer) drawer.open = true;
  say(entry.problem, "alarm");
  await drop(entry.key);
  await show();
  form.querySelector("select, textarea, input:not([type=hidden])")?.focus();
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

// ---- who is here: the server says it, and gives the key
let joining = null;
const join = () => (joining ??= (async () => {
  const found = await arcsKept.join("field");
  given = found.token ?? given;
  mustSignIn = found.state === "out";
  if (found.state === "joined" && !isAlone) await keepPage().catch(() => {});
})().finally(() => { joining = null; }));

// ---- the page itself, as it stands: one's own call and the one that was opened last
const call = () => field.querySelector("[name=call]")?.value ?? "";
const keepPage = async () => {
  const copy = field.querySelector(".field-call").cloneNode(true);
  copy.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((one) => one.remove());
  const name = location.pathname === field.dataset.own ? "own" : "call";
  await arcsKept.put("page", `${name} ${arcsKept.person()}`, { path: location.pathname, call: call(), at: Date.now(), title: document.title, html: copy.outerHTML });
};
const lockHere = () => {
  if (isLocked) return;
  isLocked = true;
  const shown = document.getElementById("locked");
  shown.prepend(Object.assign(document.createElement("h1"), { textContent: field.dataset.wordsLocked }));
  shown.hidden = false;
  for (const one of field.children) if (one !== shown) one.hidden = true;
};
const draw = async () => {
  const who = await arcsKept.begin();
  if (!who?.rooms.includes("field")) { lockHere(); return; }
  const pages = (await arcsKept.all("page").catch(() => [])).filter((one) => Date.now() - one.at < TOO_OLD && one.at <= Date.now());
  const found = pages.find((one) => one.path === location.pathname) ?? pages.find((one) => one.call && location.pathname.includes(one.call));
  document.getElementById(found ? "as-of" : "nothing").hidden = false;
  if (!found) return;
  const moment = new Date(found.at).toLocaleString(document.documentElement.lang, { weekday: "short", hour: "2-digit", minute: "2-digit", hour12: false });
  document.getElementById("as-of-when").textContent = field.dataset.wordsAsof.replace("%s", moment);
  document.getElementById("drawn").innerHTML = found.html; // written by the server, which escapes; kept encrypted since
  document.title = found.title;
};
const typed = new Set(); // forms in which something stands that was not sent
field.addEventListener("input", (event) => { if (event.target.form) typed.add(event.target.form); });
field.addEventListener("reset", (event) => typed.delete(event.target));

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
  const signal = AbortSignal.timeout(hasFile ? GIVE_UP_FILE : GIVE_UP);
  return fetch(field.dataset.send, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", signal });
};
// One entry: sent, refused (it stays, with the reason), later (the server could not take it), out (sign in), or lost.
const tellOne = async (entry) => {
  let answer;
  try { answer = await sendOne(entry); } catch { isOffline = true; return "lost"; }
  isOffline = false;
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403 || (!isJson && answer.status < 500)) { mustSignIn = true; given = ""; return "out"; }
  if (answer.status >= 500) return "later";
  const { state, words } = await answer.json();
  if (!isPlea(entry)) mustSignIn = false; // a call for help is heard from a locked phone as well
  if (answer.ok) { await drop(entry.key).catch(() => {}); say(words, state === "kept" ? "warn" : ""); return "sent"; }
  await keep({ ...entry, problem: words }).catch(() => {});
  say(words, "alarm");
  return "refused";
};
const flush = async () => {
  if (sending) return;
  if (!navigator.onLine) { isOffline = true; await show(); return; }
  sending = true;
  let sent = 0;
  try {
    if (!token() && (await kept()).length) await join();
    const behind = new Set(); // calls a step of which could not be taken: on scene must not arrive after clear
    for (const entry of await kept()) {
      if (entry.problem || !token() || (isStep(entry) && behind.has(callOf(entry)))) continue;
      const became = await tellOne(entry);
      if (became === "sent") sent += 1;
      if (became === "later" && isStep(entry)) behind.add(callOf(entry));
      if (became === "lost" || became === "out") break; // what the server cannot take now keeps nothing else waiting
    }
  } catch { /* the store could not be read; the next look tries again */ }
  sending = false;
  await show();
  if (sent) await refresh();
};

// A call for help waits for nothing: neither for what lies before it nor for a store, and where it does not arrive it says so.
const callForHelp = async (entry, form) => {
  const isStored = await keep(entry).then(() => true, () => false);
  const became = token() ? await tellOne(entry) : "lost";
  if (became === "sent") form.reset();
  else if (became !== "refused") say(isStored ? field.dataset.wordsRadio : field.dataset.wordsRadioOnly, "alarm");
  await show();
  if (became === "sent") await refresh();
};
const stillNeeded = (form) => form.querySelector("[name=ending]")?.value === "unable_to_locate" ? [] : [...form.querySelectorAll("[data-needed]")].filter((one) => !one.value).map((one) => form.querySelector(`label[for="${one.id}"]`)?.firstChild.textContent.trim() ?? one.name);

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-tell]");
  if (!form) return;
  event.preventDefault();
  const missing = stillNeeded(form); // asked here too: without a link nobody else says it in time
  if (missing.length) { say(field.dataset.wordsMissing.replace("%s", missing.join(", ")), "alarm"); form.querySelector("[data-needed]").focus(); return; }
  const fields = [...new FormData(form, event.submitter)].filter(([name]) => !["key", "csrfmiddlewaretoken"].includes(name));
  const same = JSON.stringify(fields.map(([name, value]) => [name, value.name ?? value]));
  if (form.dataset.last === same) return; // the finger trembled: the same thing within a second
  form.dataset.last = same;
  setTimeout(() => { delete form.dataset.last; }, 1000);
  const entry = { key: crypto.randomUUID(), at: Date.now(), label: [form.dataset.tell, event.submitter?.value ? event.submitter.textContent.trim() : ""].filter(Boolean).join(", "), fields };
  if (isPlea(entry)) { await callForHelp(entry, form); return; }
  await joining;
  try {
    for (const one of entry.fields) if (typeof one[1] !== "string") one[1] = await smaller(one[1]);
    await keep(entry);
  } catch {
    say(mustSignIn ? field.dataset.wordsAgain : field.dataset.wordsNostore, "alarm");
    if (mustSignIn || isOffline || isAlone) return; // it stays in its form
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
const ask = (url) => fetch(url, { headers: { "Arcs-Background": "true" }, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(GIVE_UP_LOOK) });
const refresh = async () => {
  const html = await ask(location.href).then((answer) => (answer.ok ? answer.text() : ""), () => "").catch(() => ""); // the next look asks again
  if (!html) return;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const now = fresh.getElementById("field");
  if (!now) return;
  field.dataset.sign = now.dataset.sign;
  const sameCall = (now.querySelector("[name=call]")?.value ?? "") === call();
  if (isAlone && !typed.size) { location.reload(); return; } // what waits is in the store, and is there again
  if (!sameCall) { // what waits is in the store and belongs to its own call; only what is being typed keeps the page
    if (isAlone) return;
    if (!typed.size) { location.reload(); return; }
    say(field.dataset.wordsOther, "alarm");
    told.append(" ", Object.assign(document.createElement("a"), { href: field.dataset.own, textContent: field.dataset.wordsOpen }));
    return;
  }
  for (const id of ["field-now", "field-why", "field-notes", "field-outcomes"]) {
    const next = now.querySelector(`#${id}`), old = document.getElementById(id);
    if (next && old && next.innerHTML !== old.innerHTML) old.replaceWith(next);
  }
  if (isAlone) document.getElementById("as-of").hidden = true;
  else await keepPage().catch(() => {});
};
const look = async () => {
  if (document.hidden) return;
  if (!navigator.onLine) { if (!isOffline) { isOffline = true; await show(); } return; }
  try {
    const answer = await ask(field.dataset.ask);
    if (isLocked) { location.reload(); return; } // the lock fell here: the server asks who it is
    if (answer.type === "opaqueredirect") {
      isOffline = false;
      if (isAlone && !typed.size) { location.reload(); return; } // to the door; what waits is there again afterwards
      if (!mustSignIn) { mustSignIn = true; await arcsKept.drop(); }
      await show();
      return;
    }
    if (!answer.ok) return;
    const wasAway = isOffline || mustSignIn;
    isOffline = false;
    if (wasAway) { await join(); await show(); if (!mustSignIn) await flush(); }
    if (mustSignIn) return;
    if ((await answer.text()) !== field.dataset.sign) await refresh();
  } catch { if (!isOffline) { isOffline = true; await show(); } }
};

// ---- the timer goes on by itself, also without a link; what the server calls late, no clock of a phone takes back
const tick = () => {
  for (const one of document.querySelectorAll("[data-due]")) {
    const left = Date.parse(one.dataset.due) - Date.now(), timer = one.closest(".check-in");
    const isLate = left <= 0;
    if (!isLate && timer.classList.contains("check-in-late")) continue;
    const words = isLate ? one.dataset.late.replace("%s", Math.floor(-left / 60000)) : one.dataset.left.replace("%s", Math.ceil(left / 60000));
    if (one.textContent !== words) one.textContent = words;
    timer.classList.toggle("check-in-late", isLate);
  }
};

if (isAlone) await draw();
else join();
show();
setInterval(look, LOOK);
setInterval(flush, AGAIN);
setInterval(tick, 1000);
addEventListener("online", look);
addEventListener("offline", () => { isOffline = true; show(); });
document.addEventListener("visibilitychange", look);
arcsKept.whenLocked(() => { if (isOffline) lockHere(); });
await joining;
show();
flush();
tick();
