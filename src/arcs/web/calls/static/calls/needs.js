// The six needs by keys: y, n and u answer the need that has the focus and go on to the next.
// Without this file each need is a group of radio buttons, answered by the arrow keys.
const needs = [...document.querySelectorAll("[data-need]")];
const KEYS = { y: "yes", n: "no", u: "unknown" };
document.addEventListener("keydown", (event) => {
  const value = KEYS[event.key.toLowerCase()];
  const here = event.target.matches?.("[type=radio]") && event.target.closest("[data-need]");
  if (!here || !value || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  here.querySelector(`[value=${value}]`).click();
  const next = needs[needs.indexOf(here) + 1];
  (next?.querySelector(":checked") ?? next?.querySelector("[type=radio]") ?? here.querySelector(":checked")).focus();
}, true);
