// Comfort on the editing pages. Everything here also works without it: rows are added by the
// server, words are counted when saving, and the browser asks nothing.

const form = document.getElementById("edit");
let unsaved = form.dataset.unsaved === "yes";

form.addEventListener("input", () => { unsaved = true; });
form.addEventListener("submit", () => { unsaved = false; });
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

for (const count of form.querySelectorAll("[data-counts]")) {
  const field = document.getElementById(count.dataset.counts);
  const words = () => field.value.split(/\s+/).filter(Boolean).length;
  field.addEventListener("input", () => { count.querySelector("b").textContent = words(); });
}

const nextNumber = (box) =>
  Math.max(0, ...[...box.children].map((row) => Number(row.id.split(".").at(-1)) || 0)) + 1;

function addRow(box) {
  const template = box.querySelector(":scope > template");
  const path = box.dataset.rows;
  const number = nextNumber(box);
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll(`${path}.%`, `${path}.${number}`)
    .replace("<bdi>%</bdi>", `<bdi>${number}</bdi>`);
  const row = holder.content.firstElementChild;
  template.before(row);
  row.querySelector("input:not([type=hidden], [readonly]), select, textarea").focus();
  unsaved = true;
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[value^='add:']");
  const box = button?.previousElementSibling;
  if (box?.dataset.rows) {
    event.preventDefault();
    addRow(box);
  }
});

document.getElementById("troubles")?.focus();
