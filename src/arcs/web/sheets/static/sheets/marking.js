// "Mark all shown": every call type of the list at once; pressed again, none.
const button = document.querySelector("[data-mark-all]");
button?.addEventListener("click", () => {
  const boxes = [...document.querySelectorAll("#bulk input[name=chosen]")];
  const all = boxes.some((one) => !one.checked);
  boxes.forEach((one) => { one.checked = all; });
  tell();
});

// How many are marked, and the way to what can be done with them, in sight however long the list is.
const bar = document.querySelector("[data-marked]");
const tell = () => {
  if (!bar) return;
  const many = document.querySelectorAll("#bulk input[name=chosen]:checked").length;
  bar.hidden = !many;
  bar.querySelector("b").textContent = bar.dataset.marked.replace("N", many.toLocaleString());
};
document.querySelector("#bulk")?.addEventListener("change", tell);
addEventListener("pageshow", tell);  // a page that the browser brings back keeps its marks
