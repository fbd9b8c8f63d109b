// The strip by keys: type-ahead, answers on digits, the recommendation as answers change, accept, override, clear.
// Without this script the same form is sent by its buttons. When the link is lost it says so, and goes on with less.
"use strict";
{
  const form = document.getElementById("strip");
  const at = (id) => document.getElementById(id);
  const words = at("strip-words").dataset;
  const { queue, held, isStale } = arcsTriage;
  const RETRY_MS = 4000, POLL_MS = 60_000, TYPING_MS = 200, GIVE_UP_MS = 8000, SENT_AT_ONCE = 20;
  form.classList.add("by-keys");

  let rules = JSON.parse(at("rules").textContent);
  let readAt = Date.now();
  const { isAlone } = arcsShell; // this page came out of this browser, not from the server
  let token = form.csrfmiddlewaretoken?.value ?? "";
  let lost = null; // {since, why} while there is no link
  let asked = 0, shown = 0; // numbers of the recommendation that was asked for, and of the one that stands there
  let busy = false;
  let advice = null; // what stands there, when it came from here
  let picked = false; // whether somebody chose who goes instead
  let cleared = null;

  // ---- asking the server: null where nobody answers, or somebody else than the strip's own page does
  const ask = async (url, body, { outlives = false } = {}) => { // outlives: it arrives also where the page is closed meanwhile
    const text = JSON.stringify(body);
    const told = body === undefined ? { headers: { "Arcs-Background": "1" } } : {
      method: "POST", body: text, headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      keepalive: outlives && text.length < 16_000, // a browser refuses 64 KiB of what outlives a page, as if the link were lost
    };
    try {
      const answer = await fetch(url, { ...told, credentials: "same-origin", signal: AbortSignal.timeout(GIVE_UP_MS) });
      if (answer.redirected) arcsKept.drop().catch(() => {}); // locked or signed out
      if (answer.redirected || [401, 403].includes(answer.status)) return { ok: false, out: true };
      if (![200, 400, 409, 422].includes(answer.status)) return { ok: false };
      return { ok: true, status: answer.status, json: await answer.json() };
    } catch { return { ok: false }; }
  };

  // ---- what is on the form
  const questions = [...form.querySelectorAll("fieldset[data-question]")];
  const nameOf = (question) => `a-${question.dataset.question}`;
  const answerOf = (question) => question.querySelector("input:checked")?.value ?? "";
  const answers = () => Object.fromEntries(questions.map((one) => [one.dataset.question, answerOf(one)]));
  const isInPlay = (question) => !question.closest("details:not([open])");
  const language = () => form.elements.namedItem("caller_language");
  const drafted = () => ({ ...content(), ...(language() ? { caller_language: language().value } : {}) }); // of a call that is there, its language is shown and not sent
  const content = () => Object.fromEntries([...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "do", "override", "chosen"].includes(name)));
  const newKey = () => crypto.randomUUID?.() ?? ([1e7] + -1e3 + -4e3 + -8e3 + -1e11).replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

  // ---- telling
  const line = (text, tone = "info", link = null) => {
    const told = document.createElement("p");
    told.className = `told told-${tone}`;
    told.append(text);
    if (link) told.append(" ", Object.assign(document.createElement("a"), { href: link.url, textContent: link.text }));
    return told;
  };
  const tell = (...lines) => at("told").replaceChildren(...lines);

  // ---- the recommendation
  const show = (found) => {
    advice = found;
    at("advice").innerHTML = found.html; // written by the server, which escapes
    at("id_shown").value = found.route;
    if (!at("accept")) return;
    at("accept-name").textContent = found.sends;
    const select = at("id_chosen"), before = picked ? select.value : "";
    select.replaceChildren(...found.choices.map(([value, text]) => new Option(text, value)));
    if (found.choices.some(([value]) => value === before)) select.value = before; // what somebody chose stays chosen
    else if (before) { picked = false; tell(line(words.gone, "warn")); }
  };
  const showHeld = () => { show(held(rules, answers())); shown = asked; };
  let waiting;
  const refresh = (delay = 0) => {
    keepTyped();
    asked += 1;
    clearTimeout(waiting);
    if (lost) { showHeld(); return; }
    form.classList.add("is-asking");
    waiting = setTimeout(async () => {
      const mine = asked;
      const answer = await ask(form.dataset.recommend, content());
      if (mine !== asked) return; // something was answered meanwhile
      if (!answer.ok) { loseLink(answer.out ? words.again : ""); return; }
      if (answer.status !== 200) { tell(line(answer.json.problem, "alarm")); return; }
      show(answer.json);
      shown = mine;
      form.classList.remove("is-asking");
      noteEdition(answer.json);
    }, delay);
  };
  const noteEdition = (found) => {
    if (found.digest === form.dataset.digest) return;
    tell(line(words.new, "warn", { url: location.href, text: words.anew }));
  };

  // ---- the link
  const clock = (moment) => moment.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
  const moment = (when) => (when.toDateString() === new Date().toDateString() ? clock(when) : when.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short", hour12: false }));
  const drawLink = () => {
    const unsent = queue.all().length;
    const isAmber = lost !== null || !rules.in_force;
    form.classList.toggle("strip-amber", isAmber);
    at("bar").classList.toggle("amber", isAmber);
    at("linked").hidden = isAmber;
    at("lost").hidden = !isAmber;
    at("amber-words").hidden = lost === null;
    const isOld = lost !== null && isStale(readAt, Date.now(), rules.stale_after_seconds);
    at("edition").textContent = lost ? `${rules.edition}, ${words.read} ${moment(new Date(readAt))}${isOld ? `: ${words.stale}` : ""}` : rules.edition;
    const why = lost ? `${lost.isStale ? words.stale : words.lost} ${words.since} ${clock(lost.since)}` : words.none;
    at("lost-words").textContent = unsent ? `${why} · ${words.queued} ${unsent}` : why;
  };
  const loseLink = (said = "", isStale = false) => {
    if (!lost) {
      lost = { since: new Date(), isStale };
      setTimeout(tryAgain, RETRY_MS);
    }
    lost.isOut = said === words.again; // there is a link, and the server knows nobody here
    if (said) tell(line(said, "warn"));
    form.classList.remove("is-asking");
    showHeld();
    drawLink();
    drawQueue();
  };
  const readRules = async () => {
    const answer = await ask(form.dataset.rules);
    if (!answer.ok || answer.status !== 200) return answer;
    rules = answer.json;
    readAt = Date.now();
    arcsShell.keepBeside(form.dataset.rules, rules);
    return answer;
  };
  const tryAgain = async () => {
    if (!lost) return;
    const answer = await readRules();
    if (!answer.ok) {
      lost.isOut = answer.out ?? false;
      if (answer.out && isHidden()) { location.reload(); return; }
      if (answer.out) tell(line(words.again, "warn"));
      setTimeout(tryAgain, RETRY_MS);
      return;
    }
    if (isHidden()) { location.reload(); return; } // the lock fell here: the server asks who it is
    const found = await join();
    if (found !== "joined") {
      if (found === "out") tell(line(words.again, "warn"));
      setTimeout(tryAgain, RETRY_MS);
      return;
    }
    lost = null;
    drawLink();
    if (isAlone) tell(line(words.linkback, "good", { url: location.href, text: words.anew }));
    await send();
    refresh();
  };
  setInterval(async () => {
    if (lost || document.hidden) return;
    const answer = await readRules();
    if (!answer.ok) loseLink(answer.out ? words.again : "");
    else { drawLink(); noteEdition(rules); }
  }, POLL_MS);
  setInterval(() => {
    if (lost) drawLink();
    else if (isStale(readAt, Date.now(), rules.stale_after_seconds)) loseLink("", true);
  }, 5000);
  window.addEventListener("offline", () => loseLink());
  window.addEventListener("online", tryAgain);

  // ---- who works here: a decision is made and kept in one person's name, and without a key nothing can be kept
  const join = async () => {
    const found = await arcsKept.join("triage");
    token = found.token ?? token;
    return found.state;
  };
  const desk = form.closest(".desk");
  const isHidden = () => desk.hidden;
  const hide = () => {
    if (isHidden()) return;
    at("nobody").prepend(at("title"));
    desk.hidden = true;
    at("nobody").hidden = false;
  };
  const tellReading = async () => { await queue.read(); drawQueue(); drawLink(); };

  // ---- what waits for the link
  const drawQueue = () => {
    const items = queue.all();
    const ofOthers = queue.ofOthers();
    at("queue").hidden = items.length + ofOthers === 0;
    at("of-others").hidden = ofOthers === 0;
    at("of-others").textContent = `${words.others} ${ofOthers}`;
    at("queued").replaceChildren(...items.map((one) => {
      const row = document.createElement("li");
      row.append(`${clock(new Date(one.device_at))} ${one.call_type}: ${one.chosen_name}`);
      if (one.problem) {
        const drop = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet", textContent: words.drop });
        drop.addEventListener("click", () => { queue.remove(one.key); tell(line(`${one.call_type}: ${words.dropped}`, "warn")); drawQueue(); drawLink(); });
        row.append(line(`${words.refused} ${one.problem}`, "alarm"), drop);
      }
      return row;
    }));
  };
  const send = async () => {
    await queue.read();
    const items = queue.all().filter((one) => !one.problem);
    const told = [], toLookAt = [];
    let failed = null;
    for (let from = 0; from < items.length && !failed; from += SENT_AT_ONCE) { // what one piece brought over is over, whatever becomes of the next
      const piece = items.slice(from, from + SENT_AT_ONCE);
      const answer = await ask(form.dataset.sync, { decisions: piece });
      if (!answer.ok) failed = answer;
      else if (answer.status !== 200) for (const one of piece) await queue.refuse(one.key, answer.json.problem);
      else {
        for (const one of answer.json.results) {
          if (one.problem) await queue.refuse(one.key, one.problem);
          else { await queue.remove(one.key); told.push(line(`${words.sent} ${one.words}`, "good", { url: one.url, text: words.all })); }
        }
        toLookAt.push(...answer.json.to_look_at);
      }
    }
    if (told.length + toLookAt.length) tell(...(isAlone ? [line(words.linkback, "good", { url: location.href, text: words.anew })] : []), ...told, ...toLookAt.map((said) => line(said, "warn")));
    drawQueue();
    drawLink();
    if (failed) loseLink(failed.out ? words.again : "");
  };

  // ---- deciding
  const decide = async (override) => {
    if (busy || !at("accept")) return;
    if (!form.call_type.value.trim()) { tell(line(words.type, "alarm")); form.call_type.focus(); return; }
    if (shown !== asked) { tell(line(words.wait)); return; }
    const chosen = override ? at("id_chosen").value : "";
    if (override && !chosen) { tell(line([...at("id_chosen").options].some((one) => one.value) ? words.whom : words.choose, "alarm")); at("id_chosen").focus(); return; }
    const typed = drafted();
    const made = { ...content(), device_at: new Date().toISOString(), ...(override ? { override, chosen } : {}) };
    if (lost) { busy = true; await keep(made); busy = false; return; }
    busy = true;
    const answer = await ask(form.dataset.decide, made, { outlives: true });
    busy = false;
    const isHere = form.key.value === made.key; // else the next call stands on the strip already, and stays
    if (!answer.ok) { // whether it arrived is not known; the call keeps its key, the next decision has another
      if (isHere) form.key.value = newKey(); else cleared = { ...typed, key: newKey() };
      loseLink(answer.out ? words.again : words.tried);
    } else if (answer.status === 200) { // the strip stays: a page that is asked for anew could meet a lost link
      document.querySelector(`[data-waiting="${answer.json.call}"]`)?.remove();
      settle(made.key);
      tell(line(answer.json.words, "good", { url: answer.json.url, text: words.all }), ...drafts());
    } else {
      const { call_type: newer, ...now } = answer.json.now ?? {}; // what changed meanwhile was named: whoever decides again knows
      if (isHere) {
        for (const [name, value] of Object.entries(now)) form.elements.namedItem(name).value = value;
        if (newer && form.call_type.value === made.call_type) { form.call_type.value = newer; turnToType(); }
        tell(line(answer.json.problem, "alarm"));
        if (answer.json.advice) show(answer.json.advice);
      } else {
        cleared = { ...typed, ...now, ...(newer ? { call_type: newer } : {}) };
        tell(line(`${made.call_type}: ${answer.json.problem}`, "alarm"), line(words.cleared));
      }
    }
  };
  const settle = (key) => { // what was decided is no draft any more; the next call, there or cleared, stays
    const other = cleared?.key === key ? null : cleared;
    if (form.key.value === key) clear();
    cleared = other;
  };
  const drafts = () => (cleared ? [line(words.other)] : []);
  const keep = async (made) => {
    const chosen = made.chosen ? at("id_chosen").selectedOptions[0].textContent : (advice?.sends ?? at("accept-name").textContent);
    const isStored = await queue.add({ ...made, chosen_name: chosen });
    settle(made.key);
    tell(line(`${words.unsent}: ${made.call_type}, ${chosen}.`, "warn"), ...(isStored ? [] : [line(words.notstored, "alarm")]), ...drafts());
    drawQueue();
    drawLink();
  };

  // ---- what is typed and not decided, in this tab alone, encrypted (kept.js): it is there again when the page is
  let opened = null, isHandedOver = false; // what the page held before anybody typed, once it is known what was typed before
  const keptAs = new Set();
  const draftName = () => form.call.value || "new";
  const without = (names) => Object.fromEntries(Object.entries(drafted()).filter(([name]) => !names.includes(name)));
  const said = () => JSON.stringify(without(["call", "key", "call_key", "device_at", "seen", "type_shown", "priority_shown", "shown"]));
  const keepTyped = () => {
    if (opened === null) return;
    const name = draftName(), isTyped = said() !== opened;
    if (isTyped || isHandedOver) { keptAs.add(name); arcsKept.typed.keep(name, { isTyped, values: without(["key", "shown", "device_at"]) }); }
    else if (keptAs.delete(name)) arcsKept.typed.forget(name);
  };
  const forgetTyped = () => { keptAs.delete(draftName()); arcsKept.typed.forget(draftName()); };
  const restore = async (asServed) => {
    const name = draftName();
    const found = opened === null ? await arcsKept.typed.read(name) : undefined;
    if (found === undefined || opened !== null) return; // nobody's key yet, or cleared meanwhile
    opened = asServed;
    const isOther = isHandedOver || said() !== asServed || draftName() !== name; // another call stands here already
    if (found && !isOther) {
      fill(found.content.values);
      keptAs.add(name);
      at("told").append(line(`${words.restored} ${moment(new Date(found.at))}. ${words.escclears}`, "warn"));
      drawLanguage();
      if (!form.call.value) askKnown();
      turnToType();
      at("questions").focus();
      refresh();
    } else if (found?.content.isTyped) {
      cleared = { ...found.content.values, key: newKey() };
      at("told").append(line(words.other));
    }
    keepTyped();
  };
  form.addEventListener("input", () => keepTyped());
  form.addEventListener("change", () => keepTyped());

  // ---- which call the strip is about: the one that it was opened for, or a new one
  let openedFor = form.call.value;
  const title = at("title").textContent;
  const drawCall = () => {
    const isNew = !form.call.value;
    at("new-call").disabled = at("new-call").hidden = !isNew;
    document.querySelectorAll("[data-of-call]").forEach((one) => { one.hidden = isNew; });
    at("title").textContent = isNew ? words.title : title;
    drawLanguage();
    history.replaceState(null, "", isNew ? form.dataset.fresh : `${form.dataset.fresh}${openedFor}/`);
  };

  // ---- what is known of an address or a telephone; the server logs that it was asked
  const drawPremise = () => { // what whoever goes there must know stands above the button that sends
    const notes = [...at("known").querySelectorAll(".banner")].map((one) => one.cloneNode(true));
    at("premise").replaceChildren(...notes);
    at("premise").hidden = notes.length === 0;
  };
  const askKnown = async () => {
    const about = { address: form.elements.namedItem("address").value, caller_telephone: form.elements.namedItem("caller_telephone").value };
    if (form.call.value || lost) return;
    const answer = about.address || about.caller_telephone ? await ask(form.dataset.known, about) : null;
    if (answer === null) at("known").replaceChildren();
    else if (answer.ok && answer.status === 200) at("known").innerHTML = answer.json.html; // written by the server, which escapes
    drawPremise();
  };

  // ---- clearing, and bringing back
  const clear = () => {
    if (!at("accept")) { forgetTyped(); location.assign(form.dataset.fresh); return; }
    cleared = drafted();
    forgetTyped();
    empty();
    form.key.value = newKey();
    form.call.value = form.seen.value = form.type_shown.value = form.priority_shown.value = "";
    form.call_key.value = newKey();
    drawCall();
    at("known").replaceChildren();
    drawPremise();
    closeOverride();
    isHandedOver = false;
    opened = said();
    turnToType();
    form.call_type.focus();
    refresh();
  };
  const empty = () => { // nothing that was answered or typed of one call stays for another
    form.reset();
    for (const one of form.elements) {
      if (one.type === "radio" || one.type === "checkbox") one.checked = false;
      else if (one.name && (["text", "textarea"].includes(one.type) || one.matches("#new-call input[type=hidden]"))) one.value = "";
      else if (one.tagName === "SELECT" && one.name !== "source") one.selectedIndex = 0;
    }
    picked = false;
  };
  const fill = (values) => {
    empty();
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements.namedItem(name);
      if (field instanceof RadioNodeList) field.value = value;
      else if (field?.type === "checkbox") field.checked = true;
      else if (field && name !== "shown") field.value = value;
    }
  };
  const bringBack = () => {
    if (!cleared) return;
    const here = drafted();
    fill(cleared);
    cleared = here.call_type.trim() ? here : null; // what was being typed changes places with it
    drawCall();
    at("known").replaceChildren();
    drawPremise();
    askKnown();
    closeOverride();
    tell(line(words.back), ...drafts());
    turnToType();
    at("questions").focus();
    refresh();
  };

  // ---- the call type: a list that narrows while one types
  const input = form.call_type, list = at("opts");
  const types = [...at("types").options].map((one) => ({ name: one.value, ask: (one.dataset.ask ?? "").split(" ").filter(Boolean), text: `${one.value} ${one.dataset.also ?? ""}`.toLowerCase() }));
  input.removeAttribute("list");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "opts", "aria-autocomplete": "list" })) input.setAttribute(name, value);
  let active = -1;
  const options = () => [...list.children];
  const closeList = () => { list.hidden = true; active = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const turnTo = (to) => {
    active = to;
    options().forEach((one, nth) => one.setAttribute("aria-selected", String(nth === to)));
    input.setAttribute("aria-activedescendant", `opt-${to}`);
  };
  const openList = () => {
    const typed = input.value.trim().toLowerCase();
    const parts = typed.split(/\s+/).filter(Boolean);
    const fits = parts.length ? types.filter((one) => parts.every((part) => one.text.includes(part))) : [];
    fits.sort((a, b) => Number(b.text.startsWith(typed)) - Number(a.text.startsWith(typed)));
    list.replaceChildren(...fits.slice(0, 7).map((one, nth) => Object.assign(document.createElement("li"), { id: `opt-${nth}`, role: "option", textContent: one.name })));
    list.hidden = fits.length === 0;
    input.setAttribute("aria-expanded", String(fits.length > 0));
    if (fits.length) turnTo(0); else closeList();
  };
  const choose = (nth) => {
    if (nth >= 0) input.value = options()[nth].textContent;
    closeList();
    turnToType();
    at("questions").focus();
    refresh();
  };
  const turnToType = () => {
    const known = types.find((one) => one.name.toLowerCase() === input.value.trim().toLowerCase());
    for (const one of questions) {
      const isFirst = known?.ask.includes(one.dataset.question) ?? false;
      one.classList.toggle("first", isFirst);
      if (isFirst && at("others")?.contains(one)) at("others").open = true;
    }
    turnToQuestion();
  };
  input.addEventListener("input", () => { openList(); refresh(TYPING_MS); });
  input.addEventListener("blur", closeList);
  list.addEventListener("mousedown", (event) => { event.preventDefault(); const one = event.target.closest("li"); if (one) choose(options().indexOf(one)); });
  const pressInType = (event) => {
    const last = options().length - 1;
    if (event.key === "Enter" || (event.key === "Tab" && !list.hidden && !event.shiftKey)) { event.preventDefault(); choose(list.hidden ? -1 : active); }
    else if (event.key === "Escape" && !list.hidden) { event.preventDefault(); event.stopPropagation(); closeList(); }
    else if (event.key === "ArrowDown") { event.preventDefault(); list.hidden ? openList() : turnTo(Math.min(last, active + 1)); }
    else if (event.key === "ArrowUp" && !list.hidden) { event.preventDefault(); turnTo(Math.max(0, active - 1)); }
    else return false;
    return true;
  };

  // ---- the questions
  const drawLanguage = () => { form.classList.toggle("speaks-spanish", /^(es|spa)/i.test(language()?.value ?? "")); };
  const turnToQuestion = (focused = null) => {
    const one = focused ?? questions.find((each) => isInPlay(each) && each.classList.contains("first") && !answerOf(each)) ?? questions.find((each) => isInPlay(each) && !answerOf(each));
    questions.forEach((each) => each.classList.toggle("current", each === one));
    const isSpanish = form.classList.contains("speaks-spanish");
    const text = one ? (isSpanish && one.dataset.askEs) || one.dataset.ask : "";
    at("ask").hidden = !questions.some((each) => each.dataset.ask);
    at("ask").lang = isSpanish && one?.dataset.askEs ? "es" : document.documentElement.lang;
    at("ask").textContent = text ? `${words.ask} ${text}` : one ? "" : words.answered;
  };
  const answer = (question, value) => { const one = question.querySelector(`[value=${value}]`); if (one) one.checked = true; };
  const NEXT = { "": "yes", no: "yes", yes: "unknown", unknown: "no" };
  const press = {
    digit(key) {
      const one = questions.find((each) => each.dataset.digit === key);
      if (one) { answer(one, NEXT[answerOf(one)]); answered(); }
    },
    noToAll() { // what this type asks beside the dangers (a minor, a crisis) is a word of its own: pressed again, that too
      const open = questions.filter((one) => isInPlay(one) && !answerOf(one));
      const plain = open.filter((one) => one.dataset.danger !== undefined || !one.classList.contains("first"));
      (plain.length ? plain : open).forEach((one) => answer(one, "no"));
      answered();
    },
    unsure() {
      const focused = document.activeElement?.closest("fieldset[data-question]");
      (focused ? [focused] : questions.filter((one) => isInPlay(one) && !answerOf(one))).forEach((one) => answer(one, "unknown"));
      answered();
    },
  };
  const answered = () => { turnToQuestion(); refresh(); };
  form.addEventListener("change", (event) => {
    if (event.target === input) return;
    if (["address", "caller_telephone"].includes(event.target.name)) askKnown();
    if (event.target.name === "caller_language") { drawLanguage(); turnToQuestion(); }
    if (event.target.name?.startsWith("a-")) answered();
    else if (event.target.closest(".chips")) refresh();
  });
  form.addEventListener("focusin", (event) => {
    const one = event.target.closest("fieldset[data-question]");
    if (one && event.target.matches(":focus-visible")) turnToQuestion(one);
  });

  // ---- override
  const panel = at("override");
  const closeOverride = () => { if (panel) { panel.classList.remove("open"); at("open-override").setAttribute("aria-expanded", "false"); } };
  const openOverride = () => {
    if (!panel) return;
    panel.classList.add("open");
    at("open-override").setAttribute("aria-expanded", "true");
    at("id_chosen").focus();
  };
  at("id_chosen")?.addEventListener("change", () => { picked = at("id_chosen").value !== ""; });
  at("open-override")?.addEventListener("click", () => (panel.classList.contains("open") ? closeOverride() : openOverride()));
  at("clear")?.addEventListener("click", () => { clear(); tell(line(words.cleared)); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const by = event.submitter;
    if (by?.name === "override") decide(by.value);
    else if (by?.value === "accept") decide("");
    else refresh();
  });

  // ---- keys
  const keysOff = () => { try { return localStorage.getItem("arcs:keys-off"); } catch { return null; } };
  let went = 0; // g and then a letter leads to another room
  const pressKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isHidden() || document.querySelector("dialog[open]")) return;
    if (event.target === input && pressInType(event)) return;
    if (event.key === "Escape") { event.preventDefault(); if (panel?.classList.contains("open")) { closeOverride(); at("questions").focus(); } else { clear(); tell(line(words.cleared)); } return; }
    if (keysOff()) return;
    const reason = panel?.classList.contains("open") && !event.target.closest("input[type=text], textarea") && panel.querySelector(`[data-reason="${CSS.escape(event.key.toLowerCase())}"]`);
    if (reason) { event.preventDefault(); reason.click(); return; }
    const isText = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select");
    if (event.key === "Enter" && !event.target.closest("textarea, button, a, summary, select")) {
      event.preventDefault();
      if (isText) at("questions").focus(); else if (!event.repeat) decide(""); // a key that is held down decides once
      return;
    }
    if (isText || Date.now() - went < 1500) { went = 0; return; }
    const key = event.key.toLowerCase();
    if (key === "g") { went = Date.now(); return; }
    const act = { 0: press.noToAll, u: press.unsure, o: openOverride, z: cleared ? bringBack : null }[key] ?? (/^[1-9]$/.test(key) ? () => press.digit(key) : null);
    if (!act) return;
    event.preventDefault();
    act();
  };
  document.addEventListener("keydown", pressKey, true); // before the frame's own keys

  // ---- begin
  // Without a server: the rules that were read last where they are of this edition, the call by its address, what a
  // dispatch system handed over, and never anything but police or EMS.
  const OWN = ["csrfmiddlewaretoken", "do", "call", "key", "call_key", "device_at", "seen", "type_shown", "priority_shown", "shown", "chosen", "override"];
  const beginAlone = async () => {
    const who = await arcsKept.begin();
    if (!who?.rooms.includes("triage")) { hide(); loseLink(); return; }
    const newer = await arcsShell.beside(form.dataset.rules);
    if (newer?.digest === rules.digest) rules = newer;
    readAt = Date.parse(rules.read_at);
    form.key.value = newKey();
    form.call_key.value = newKey();
    openedFor = location.pathname.slice(form.dataset.fresh.length).replace("/", "");
    form.call.value = openedFor;
    if (openedFor) { drawCall(); tell(line(words.ofcall, "warn")); }
    for (const [name, value] of handedOver) {
      const one = form.elements.namedItem(name);
      if (one?.matches?.("input:not([type=radio], [type=checkbox]), textarea, select") && !OWN.includes(name)) one.value = value;
    }
    drawLanguage();
    turnToType();
    await queue.read();
    loseLink();
    await restore(said());
    if (input.value) at("questions").focus();
  };
  const beginLinked = async () => {
    const asServed = said();
    if (!navigator.onLine) loseLink();
    await restore(asServed);
    const found = await join();
    await restore(asServed); // the key may have come only now
    await tellReading();
    if (found === "joined" && queue.all().length && !lost) send();
  };
  shown = asked;
  const handedOver = [...new URLSearchParams(location.search)];
  isHandedOver = handedOver.length > 0 && !form.call.value;
  if (location.search) history.replaceState(null, "", location.pathname); // a caller's name belongs in no address bar
  turnToType();
  drawPremise();
  drawLink();
  drawQueue();
  if (input.value) at("questions").focus();
  if (isAlone) beginAlone(); else beginLinked();
  arcsKept.whenLocked(() => { if (lost && !lost.isOut) hide(); });
}
