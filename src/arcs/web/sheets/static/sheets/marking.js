// "Mark all shown": every call type of the list at once; pressed again, none.
const button = document.querySelector("[data-mark-all]");
button?.addEventListener("click", () => {
  const boxes = [...document.querySelectorAll("#bulk input[name=chosen]")];
  const all = boxes.some((one) => !one.checked);
  boxes.forEach((one) => { one.checked = all; });
});
