// A slider beside each number that has bounds: it moves the number, and the number moves it.
document.querySelectorAll("input[data-slider]").forEach((box) => {
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: box.dataset.low, max: box.dataset.high, step: box.dataset.step, value: box.value });
  slider.setAttribute("aria-label", document.querySelector(`label[for="${box.id}"]`)?.textContent.trim() ?? box.name);
  slider.className = "slider";
  slider.addEventListener("input", () => { box.value = slider.value; });
  box.addEventListener("input", () => { slider.value = box.value; });
  box.after(slider);
});
