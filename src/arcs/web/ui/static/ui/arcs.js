// Small conveniences. Every page works without them.
// Keys: elements with data-key="n" (and data-key-label) are pressed by that letter; navigation with data-go="c" by g, then c.
// Drafts: a form with data-draft="name" is kept in this browser until it has been accepted.
const page = document.documentElement;
const person = page.dataset.person ?? "";

// ---- widgets that are hard to make accessible load only where one is
const here = document.querySelector("script[data-widgets]");
const widgets = ".usa-combo-box, .usa-date-picker, input.usa-file-input";
let widgetsLoaded = false;
const loadWidgets = (root) => {
  if (widgetsLoaded || !here || !root.querySelector?.(widgets)) return;
  widgetsLoaded = true;
  document.head.append(Object.assign(document.createElement("script"), { src: here.dataset.widgets }));
};

// ---- keys
const KEYS_OFF = "arcs:keys-off";
const stored = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
const store = (name, text) => { try { text === null ? localStorage.removeItem(name) : localStorage.setItem(name, text); } catch { /* a full or closed store loses a convenience, no work */ } };
const dialog = document.getElementById("keys");
const words = document.getElementById("words")?.dataset ?? {};

const keyRow = (caps, text) => {
  const term = document.createElement("dt");
  caps.forEach((cap, at) => {
    if (at) term.append(` ${words.then ?? ""} `);
    term.append(Object.assign(document.createElement("kbd"), { textContent: cap }));
  });
  return [term, Object.assign(document.createElement("dd"), { textContent: text })];
};

const showKeys = () => {
  if (!dialog || dialog.open) return;
  const list = dialog.querySelector("[data-keys]");
  [...list.children].slice(2).forEach((old) => old.remove());
  const own = [...document.querySelectorAll("[data-key]")].map((one) => keyRow([one.dataset.key], one.dataset.keyLabel ?? one.textContent.trim()));
  const ways = [...document.querySelectorAll(".nav [data-go]")].map((one) => keyRow(["g", one.dataset.go], `${words.go ?? ""} ${one.textContent.trim()}`));
  list.append(...own.flat(), ...ways.flat());
  dialog.showModal();
};

const isTyping = (target) => target.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable], [role=listbox], [role=application]");
let going = 0;
const press = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target) || stored(KEYS_OFF)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") { event.preventDefault(); showKeys(); return; }
  const isSecond = Date.now() - going < 1500;
  going = 0;
  if (isSecond) {
    const way = document.querySelector(`.nav [data-go="${CSS.escape(event.key)}"]`);
    if (way) { event.preventDefault(); location.assign(way.href); return; }
  }
  if (event.key === "g") { going = Date.now(); return; }
  if (event.key === "Enter" || event.key === " ") return;
  const wanted = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key.toLowerCase() === event.key.toLowerCase());
  if (!wanted) return;
  event.preventDefault();
  wanted.matches("input, select, textarea") ? wanted.focus() : wanted.click();
};
document.addEventListener("keydown", press);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-opens=keys]")) showKeys();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  if (event.target.closest("[data-print]")) window.print();
  const open = document.querySelector("details.menu[open]");
  if (open && !open.contains(event.target)) open.open = false;
});
const keysOn = dialog?.querySelector("[data-keys-on]");
if (keysOn) {
  keysOn.checked = !stored(KEYS_OFF);
  keysOn.addEventListener("change", () => store(KEYS_OFF, keysOn.checked ? null : "1"));
}
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});

// ---- drafts
const PREFIX = "arcs:draft:";
const KEPT_FOR = 7 * 24 * 3600 * 1000;
const draftKey = (form) => `${PREFIX}${person}:${form.dataset.draft}`;
const read = (key) => { try { return JSON.parse(stored(key)); } catch { return null; } };

const isKept = (field) =>
  field.name && !field.disabled && !["password", "hidden", "file", "submit", "button", "image", "reset"].includes(field.type) &&
  field.autocomplete !== "one-time-code" && !field.closest("[data-no-draft]");

const valuesOf = (form) => {
  const values = {};
  for (const field of form.elements) {
    if (!isKept(field)) continue;
    const own = (values[field.name] ??= []);
    if (field.type === "checkbox" || field.type === "radio") { if (field.checked) own.push(field.value); }
    else if (field.type === "select-multiple") own.push(...[...field.selectedOptions].map((one) => one.value));
    else own.push(field.value);
  }
  return values;
};

const fill = (form, values) => {
  const at = {};
  for (const field of form.elements) {
    if (!isKept(field) || !(field.name in values)) continue;
    const own = values[field.name];
    if (field.type === "checkbox" || field.type === "radio") field.checked = own.includes(field.value);
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = own.includes(option.value);
    else {
      at[field.name] = (at[field.name] ?? -1) + 1;
      if (own[at[field.name]] !== undefined) field.value = own[at[field.name]];
    }
    // a combo box shows its choice in a second input, a date picker reads its day from its shell
    const shell = field.closest(".usa-combo-box, .usa-date-picker");
    if (shell?.matches(".usa-combo-box") && own[0]) shell.dataset.defaultValue = own[0];
    if (shell?.matches(".usa-date-picker") && /^\d{4}-\d\d-\d\d$/.test(dayOf(own[0] ?? ""))) shell.dataset.defaultValue = dayOf(own[0]);
  }
};
const dayOf = (text) => text.replace(/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, (_, month, day, year) => `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);

const sayKept = (form, draft, before) => {
  const line = document.getElementById("kept-line")?.content.firstElementChild.cloneNode(true);
  if (!line) return;
  const time = line.querySelector("time");
  time.dateTime = new Date(draft.at).toISOString();
  time.textContent = new Date(draft.at).toLocaleString(page.lang, { dateStyle: "medium", timeStyle: "short" });
  line.querySelector("button").addEventListener("click", () => {
    store(draftKey(form), null);
    fill(form, before);
    // a widget keeps copies of what it shows: the page as the server knows it is the sure way back
    if (form.querySelector(".usa-combo-box, .usa-date-picker")) location.reload();
    line.remove();
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
  form.prepend(line);
};

const forEachDraft = (act) => {
  let keys = [];
  try { keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { /* no store */ }
  keys.forEach((key) => act(key, read(key)));
};

const keepDrafts = () => {
  const forms = [...document.querySelectorAll("form[data-draft]")];
  const shown = new Set(forms.map(draftKey));
  forEachDraft((key, draft) => {
    if (!draft || Date.now() - draft.at > KEPT_FOR) store(key, null);
    // a page without a person is a sign-in or an error: what was sent may not have arrived
    else if (!person && draft.sent) store(key, JSON.stringify({ ...draft, sent: false }));
    // sent, and now another page of the same person: it was accepted
    else if (person && draft.sent && key.startsWith(`${PREFIX}${person}:`) && !shown.has(key)) store(key, null);
  });
  if (!person) return;
  for (const form of forms) {
    const key = draftKey(form);
    const before = valuesOf(form);
    const draft = read(key);
    const cameBackWithErrors = form.querySelector("[aria-invalid=true]") || document.querySelector(".errors");
    if (draft?.sent && !cameBackWithErrors) store(key, null);
    else if (draft && !draft.sent && JSON.stringify(draft.values) !== JSON.stringify(before)) {
      fill(form, draft.values);
      sayKept(form, draft, before);
    }
    let waiting;
    const keep = (sent) => store(key, JSON.stringify({ at: Date.now(), values: valuesOf(form), sent }));
    form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => keep(false), 400); });
    form.addEventListener("change", () => { clearTimeout(waiting); keep(false); });
    form.addEventListener("submit", () => { clearTimeout(waiting); keep(true); });
    // the people room's session lock asks for this before it covers the page
    document.addEventListener("arcs:keep-drafts", () => keep(false));
  }
};

keepDrafts();
loadWidgets(document);
document.addEventListener("htmx:load", (event) => loadWidgets(event.detail?.elt ?? document));
document.querySelector("[data-focus]")?.focus();
