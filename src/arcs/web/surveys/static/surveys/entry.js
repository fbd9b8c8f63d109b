// Keying in a paper form: a digit goes on to the next field, so that the hand stays on the number keys.
for (const form of document.querySelectorAll("form[data-entry]")) {
  const fields = [...form.querySelectorAll("input:not([type=hidden], [type=radio])")];
  fields[0]?.focus();
  form.addEventListener("input", (event) => {
    const field = event.target;
    if (field.dataset?.digit === undefined || !/^[0-9]$/.test(field.value)) return;
    const next = fields[fields.indexOf(field) + 1];
    next?.focus();
    next?.select();
  });
}
