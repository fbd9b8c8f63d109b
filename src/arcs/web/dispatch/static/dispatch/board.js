// The board keeps up with the others: it asks each second for one sign, and when that changed fetches the parts anew.
// Nothing that somebody types is taken away, and whoever stands on a row stays there; yet an alarm is never held back by
// it: alarms are exchanged one by one. It goes on while the page is hidden. Every page works without it.
const live = document.getElementById("live");
const said = document.getElementById("board-said");
const EVERY = 1000, ANYWAY = 15000, HIDDEN = 5; // ages grow by themselves; a hidden page asks at each fifth tick
const GIVE_UP = 5000; // a link that swallows what is asked answers neither yes nor no
const ask = (url, more = {}) => fetch(url, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(GIVE_UP), ...more });
const quiet = { headers: { "Arcs-Background": "true" } };
let sign = live.dataset.revision, fetchedAt = Date.now(), asking = false, missed = 0;

const here = () => new URLSearchParams(location.search).get("call") ?? document.getElementById("part-chosen")?.dataset.call ?? "";
const partOf = (call) => `${location.pathname}?part=1${call ? `&call=${encodeURIComponent(call)}` : ""}`;

// somebody is at work in a place: a field has something in it, or a drawer is open
const busy = (place) => [...place.querySelectorAll("input:not([type=hidden]), textarea, select")].some((one) => one === document.activeElement || one.value !== (one.matches("select") ? one.querySelector("[selected]")?.value ?? one.options[0]?.value ?? "" : one.defaultValue)) || place.querySelector("#hand-back[open]") !== null;

// alarms one by one: only the one to which somebody is just writing the answer stays as it is, and says so when another
// answered it meanwhile
const swapAlarms = (part, next) => {
  const known = new Set([...part.children].map((one) => one.dataset.alarm));
  const stays = new Set([...part.children].filter((one) => busy(one) || one.contains(document.activeElement)));
  const fresh = [...next.children];
  for (const one of [...part.children]) if (!stays.has(one)) one.remove();
  for (const one of stays) {
    const over = !fresh.some((other) => other.id === one.id);
    if (over && !one.hasAttribute("data-over")) one.append(Object.assign(document.createElement("p"), { className: "note over-note", textContent: live.dataset.over }));
    if (!over) one.querySelector(".over-note")?.remove();
    one.toggleAttribute("data-over", over);
  }
  let before = part.firstElementChild;
  for (const one of fresh) {
    const mine = [...stays].find((other) => other.id && other.id === one.id);
    if (mine) before = mine.nextElementSibling;
    else part.insertBefore(one, before);
  }
  part.dataset.alarms = next.dataset.alarms;
  fresh.filter((one) => one.dataset.alarm && !known.has(one.dataset.alarm)).forEach((one) => { said.textContent = one.getAttribute("aria-label") ?? one.textContent.trim(); });
};
const count = () => {
  const part = document.getElementById("part-alarms"), n = Number(part?.dataset.alarms ?? 0);
  const bare = document.title.replace(/^\(\d+\) /, "");
  document.title = n ? `(${n}) ${bare}` : bare;
  document.dispatchEvent(new CustomEvent("arcs:alarms", { detail: [...(part?.querySelectorAll("[data-alarm]:not([data-over])") ?? [])] })); // tone.js
};

const swap = (html, { chosen = false } = {}) => {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const all = fresh.querySelector("[data-revision-now]");
  if (!all) { location.reload(); return; } // signed out, locked or not allowed any more
  sign = all.dataset.revisionNow;
  fetchedAt = Date.now();
  const focused = document.activeElement?.id;
  const open = new Set([...live.querySelectorAll("details[open][id]")].map((one) => one.id));
  for (const part of [...live.querySelectorAll("[id^=part-]")]) {
    const next = fresh.getElementById(part.id);
    if (!next || part.innerHTML === next.innerHTML) continue;
    if (part.id === "part-alarms") { swapAlarms(part, next); continue; }
    if ((!chosen || part.dataset.call === next.dataset.call) && busy(part)) continue; // also where the same call is chosen again
    for (const one of next.querySelectorAll("details[id]")) if (open.has(one.id) && part.id !== "part-chosen") one.open = true;
    const { scrollTop } = part;
    part.replaceWith(next);
    if (!chosen) next.scrollTop = scrollTop;
  }
  count();
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
};

const lost = (isLost) => {
  const line = document.getElementById("board-lost");
  if (!isLost) { line?.remove(); return; }
  if (line) return;
  const note = Object.assign(document.createElement("p"), { id: "board-lost", className: "banner banner-alarm board-lost" });
  note.setAttribute("role", "alert");
  note.textContent = live.dataset.lost.replace("%s", new Date(fetchedAt).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" }));
  live.before(note);
};

let ticks = 0;
const look = async () => {
  ticks += 1;
  if (asking || (document.hidden && ticks % HIDDEN)) return;
  asking = true;
  try {
    const answer = await ask(live.dataset.ask, quiet);
    if (answer.type === "opaqueredirect") { location.reload(); return; }
    if (!answer.ok) throw new Error(String(answer.status));
    const now = await answer.text();
    if (now !== sign || Date.now() - fetchedAt > ANYWAY) {
      const asked = here();
      const part = await ask(partOf(asked), quiet);
      if (part.type === "opaqueredirect") { location.reload(); return; }
      if (!part.ok) throw new Error(String(part.status)); // what stands here stays, and says after three times from when it is
      const html = await part.text();
      if (asked === here()) swap(html); // else another call was chosen meanwhile: the next look asks for that one
    }
    missed = 0; // only now is what stands here as of now
    lost(false);
  } catch (problem) {
    missed += problem.name === "TimeoutError" ? 3 : 1; // five seconds without an answer are no less than three refusals
    if (missed >= 3) lost(true);
  } finally {
    asking = false;
  }
};
try {
  new Worker(live.dataset.ticks).addEventListener("message", look);
} catch {
  setInterval(look, EVERY);
}
count();
document.addEventListener("visibilitychange", look);

// ---- choosing a call without loading the page
const choose = async (link) => {
  history.replaceState(null, "", link.href);
  const asked = here();
  const answer = await ask(partOf(asked)).catch(() => null);
  if (answer?.type === "opaqueredirect") { location.reload(); return; }
  const html = answer?.ok ? await answer.text().catch(() => "") : "";
  if (!html) { lost(true); return; } // what is typed elsewhere on the board stays
  if (asked !== here()) return; // whoever goes on quickly is not taken back
  swap(html, { chosen: true });
  const row = document.getElementById(link.id);
  row?.focus({ preventScroll: true });
  const narrow = matchMedia("(max-width: 1180px)").matches; // there what is chosen stands above the list
  (narrow ? document.getElementById("part-chosen") : row?.closest(".call"))?.scrollIntoView({ block: narrow ? "start" : "nearest" });
};
live.addEventListener("click", (event) => {
  const link = event.target.closest("a[href*='?call=']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  choose(link.id ? link : document.getElementById(`call-${new URL(link.href).searchParams.get("call")}`) ?? link);
});

// ---- j and k move; the other keys stand on their buttons (arcs.js)
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.target.closest?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  try { if (localStorage.getItem("arcs:keys-off")) return; } catch { /* no store: keys stay on */ }
  const step = { j: 1, k: -1 }[event.key];
  if (!step) return;
  const rows = [...live.querySelectorAll("a[data-waits]")];
  if (!rows.length) return;
  event.preventDefault();
  const at = rows.findIndex((one) => one.hasAttribute("aria-current"));
  choose(rows[Math.min(Math.max(at + step, 0), rows.length - 1)]);
});
