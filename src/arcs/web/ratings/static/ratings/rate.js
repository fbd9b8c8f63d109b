// The rating sheet: each answer is saved as it is given, keys answer, and what could not be saved is kept and tried again.
// Without this script the same form is sent by its buttons.
const form = document.getElementById("rate");
const saved = document.getElementById("saved");
const left = document.getElementById("left");
const items = [...form.querySelectorAll("fieldset.item")];
const KEPT = `arcs:rating:${form.dataset.rating}`;
const RETRY_MS = 4000;
const store = {
  read() { try { return JSON.parse(localStorage.getItem(KEPT)) ?? {}; } catch { return {}; } },
  write(all) { try { Object.keys(all).length ? localStorage.setItem(KEPT, JSON.stringify(all)) : localStorage.removeItem(KEPT); } catch { /* a closed store keeps nothing; the page still says what is not saved */ } },
};
// What is not saved yet, by the address of its page: {"/rate/…/14/": {item_risk: "H"}}
let waiting = store.read();
let sending = false;
let ended = false;
let leaving = false; // somebody pressed a button while the last answers were not saved
const here = location.pathname;
const isWaiting = () => Object.keys(waiting).length > 0;
const say = (text, lost = false) => { saved.textContent = text; saved.classList.toggle("lost", lost); };

const send = async () => {
  if (sending || ended || !isWaiting()) return;
  sending = true;
  const [path, given] = Object.entries(waiting)[0];
  const body = new URLSearchParams({ ...given, go: "save", csrfmiddlewaretoken: form.csrfmiddlewaretoken.value });
  let answer = null;
  try { answer = await fetch(path, { method: "POST", body, credentials: "same-origin" }); } catch { /* no connection */ }
  sending = false;
  if (answer?.ok && !answer.redirected) {
    const rest = { ...waiting[path] };
    for (const [name, value] of Object.entries(given)) if (rest[name] === value) delete rest[name];
    Object.keys(rest).length ? (waiting[path] = rest) : delete waiting[path];
    store.write(waiting);
    leaving = false;
    if (isWaiting()) send(); else say(`${saved.dataset.saved} ${await answer.text()}`);
  } else if (answer?.status === 409) { // the sheet takes nothing any more: the server says why
    ended = true;
    waiting = {};
    store.write(waiting);
    say(await answer.text(), true);
  } else {
    say(leaving ? saved.dataset.wait : saved.dataset.lost, true);
    setTimeout(send, RETRY_MS);
  }
};
const keep = (name, value) => {
  waiting[here] = { ...waiting[here], [name]: value };
  store.write(waiting);
  if (!saved.classList.contains("lost")) say(saved.dataset.saving);
  send();
};

// ---- the question one is on
const isAnswered = (item) => item.querySelector(":checked") !== null;
const turnTo = (item) => items.forEach((one) => one.classList.toggle("current", one === item));
const current = () => items.find((one) => one.classList.contains("current"));
const count = () => {
  const open = items.filter((one) => !isAnswered(one)).length;
  left.textContent = open === 0 ? "" : open === 1 ? left.dataset.one : left.dataset.many.replace("#", open);
};
const after = (item) => items.slice(items.indexOf(item) + 1).find((one) => !isAnswered(one)) ?? items.find((one) => !isAnswered(one));

form.addEventListener("change", (event) => {
  if (event.target.type !== "radio") return;
  keep(event.target.name, event.target.value);
  count();
});
form.addEventListener("click", (event) => {
  const item = event.target.matches("input[type=radio]") && event.detail > 0 && event.target.closest("fieldset.item");
  if (item) turnTo(after(item) ?? item);
});
form.addEventListener("focusin", (event) => {
  const item = event.target.closest("fieldset.item");
  if (item && event.target.matches(":focus-visible")) turnTo(item);
});
let typing;
form.comment.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => keep("comment", form.comment.value), 700);
});

// ---- keys: digits answer the shaded question, ? is "don't know", Enter goes on
const keysOff = () => { try { return localStorage.getItem("arcs:keys-off"); } catch { return null; } };
const press = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || keysOff() || document.querySelector("dialog[open]")) return;
  if (event.target.closest("textarea, summary, button, a")) return;
  if (event.key === "Enter") {
    event.preventDefault();
    document.getElementById("next").click();
    return;
  }
  const item = current();
  const wanted = item && [...item.querySelectorAll("input")].find((one) => one.dataset.answer === event.key);
  if (!wanted) return;
  event.preventDefault();
  if (!wanted.checked) {
    wanted.checked = true;
    wanted.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const next = items[items.indexOf(item) + 1];
  if (next) {
    turnTo(next);
    (next.querySelector(":checked") ?? next.querySelector("input")).focus();
  } else {
    wanted.focus();
  }
};
document.addEventListener("keydown", press, true); // before the frame's own keys, which would show their list at ?

// ---- leaving: nothing that is not saved is left behind
form.addEventListener("submit", (event) => {
  clearTimeout(typing);
  if (!saved.classList.contains("lost")) { // the form itself carries all that stands on this page
    delete waiting[here];
    store.write(waiting);
    return;
  }
  if (ended) return;
  event.preventDefault();
  leaving = true;
  say(saved.dataset.wait, true);
  send();
});
window.addEventListener("online", send);

// ---- what an earlier visit could not save
for (const [name, value] of Object.entries(waiting[here] ?? {})) {
  const field = form.elements.namedItem(name);
  if (field) field.value = value;
}
count();
turnTo(items.find((one) => !isAnswered(one)) ?? items[0]);
send();
