// Sorting for tables: a button in each heading, pressed with mouse or keyboard. Without this script the tables stand as they are.
"use strict";
const words = new Intl.Collator("en", { numeric: true });
function valueOf(row, at) {
  const cell = row.cells[at];
  return cell.dataset.v === undefined ? null : Number(cell.dataset.v);
}
function compare(a, b, at, isNumber) {
  if (!isNumber) {
    const left = a.cells[at].textContent, right = b.cells[at].textContent;
    return (left === "") - (right === "") || words.compare(left, right);
  }
  const left = valueOf(a, at), right = valueOf(b, at);
  if (left === null || right === null) return (left === null) - (right === null);
  return left - right;
}
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const isNumber = head.classList.contains("n");
      const now = head.getAttribute("aria-sort");
      const turn = now === null ? (isNumber ? "descending" : "ascending") : now === "ascending" ? "descending" : "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", turn);
      const sign = turn === "ascending" ? 1 : -1;
      const known = [...body.rows].filter((row) => !isNumber || valueOf(row, at) !== null);
      const unknown = [...body.rows].filter((row) => isNumber && valueOf(row, at) === null);
      known.sort((a, b) => sign * compare(a, b, at, isNumber));
      body.append(...known, ...unknown);
    });
  });
}
