"use strict";
const rows = [...document.querySelectorAll("details.row")];
const [text, status, reason] = ["text", "status", "reason"].map((id) => document.getElementById(id));
const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));

function wanted(row) {
  const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
  return (!status.value || row.dataset.status === status.value)
    && (!reason.value || row.dataset.reasons.split("|").includes(reason.value))
    && words.every((word) => texts.get(row).includes(word));
}

function show() {
  let count = 0;
  for (const row of rows) {
    row.hidden = !wanted(row);
    count += !row.hidden;
  }
  document.getElementById("shown").textContent = `${count} of ${rows.length}`;
  document.getElementById("none").hidden = count > 0;
}

function step(by) {
  const there = rows.filter((row) => !row.hidden);
  const now = there.findIndex((row) => row.contains(document.activeElement));
  const next = there[Math.min(there.length - 1, Math.max(0, now + by))];
  if (next) next.querySelector("summary").focus();
}

for (const element of [text, status, reason]) element.addEventListener("input", show);
document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());
for (const button of document.querySelectorAll("button.link")) {
  button.addEventListener("click", () => {
    text.value = "";
    status.value = button.dataset.status;
    if (![...reason.options].some((option) => option.value === button.dataset.reason)) {
      reason.add(new Option(button.dataset.reason));
    }
    reason.value = button.dataset.reason;
    show();
    document.getElementById("rows").scrollIntoView();
  });
}
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select, textarea");
  if (event.key === "Escape" && typing) event.target.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") { event.preventDefault(); text.focus(); }
  if (event.key === "j") step(1);
  if (event.key === "k") step(-1);
});
show();
