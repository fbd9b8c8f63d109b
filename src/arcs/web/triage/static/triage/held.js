// What may be shown without the link. The core decides it (dispatching.lost_link) and the server sends its four answers;
// here is only looked up which of the four it is: is a danger, and is a hurt, not ruled out by a plain no?
"use strict";
window.arcsTriage ??= {};
arcsTriage.heldAt = (rules, answers) => {
  const isOpen = (code) => answers[code] !== "no";
  return `${Number(rules.dangers.some(isOpen))}${Number(rules.hurts.some(isOpen))}`;
};
// What is shown for these answers; while a danger is answered yes, fewer may be chosen instead.
arcsTriage.held = (rules, answers) => {
  const found = rules.held[arcsTriage.heldAt(rules, answers)];
  return rules.dangers.some((code) => answers[code] === "yes") ? { ...found, choices: found.choices_in_danger } : found;
};
// Never read is stale, and so is a time to come.
arcsTriage.isStale = (readAt, now, afterSeconds) => readAt === null || readAt > now || now - readAt > afterSeconds * 1000;
