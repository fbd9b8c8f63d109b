// Administration coding by keys: y and n answer the question at hand and go on to the next; up and down change the question.
// Without this file every question is a pair of radio buttons, and y and n answer nothing.
const form = document.querySelector("[data-coding] .coding-form");
const questions = [...(form?.querySelectorAll("[data-question]") ?? [])];
const isTyping = (target) => target.closest?.("textarea, select, input:not([type=radio])");
const isOpen = (one) => !one.closest("details") || one.closest("details").open;
let here = questions[0];

const point = (one) => {
  if (!one) return;
  questions.forEach((each) => {
    each.classList.toggle("asked-here", each === one);
    each.querySelectorAll("[data-answer]").forEach((label) => {
      if (each === one) { label.dataset.key = label.dataset.answer; label.dataset.keyLabel = `${each.querySelector("legend").textContent}: ${label.textContent.trim()}`; } else { delete label.dataset.key; delete label.dataset.keyLabel; }
    });
  });
  here = one;
  one.scrollIntoView({ block: "nearest" });
};
const move = (step) => {
  const open = questions.filter(isOpen);
  point(open[Math.min(Math.max(open.indexOf(here) + step, 0), open.length - 1)]);
};
const answered = (one) => one.querySelector(":checked");

form?.addEventListener("change", (event) => {
  const one = event.target.closest("[data-question]");
  if (!one) return;
  const later = questions.filter(isOpen).slice(questions.indexOf(one) + 1);
  const next = later.find((each) => !answered(each) && !each.closest("details"));
  point(next ?? one);
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter" && form?.contains(event.target)) { event.preventDefault(); form.requestSubmit(); return; }
  if (event.key === "Escape" && isTyping(event.target)) { event.target.blur(); return; }
  if (event.altKey || event.metaKey || event.ctrlKey || isTyping(event.target)) return;
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  move(event.key === "ArrowDown" ? 1 : -1);
  // Within a question left and right change the answer, as in any group of radio buttons; the focus goes along.
  if (event.target.matches?.("[type=radio]")) (here.querySelector(":checked") ?? here.querySelector("[type=radio]"))?.focus();
});
point(questions.find((one) => isOpen(one) && !answered(one)) ?? questions[0]);
