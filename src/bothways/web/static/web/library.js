// What a reader opened stays open when the filters are drawn anew.
let open = new Set();
const filters = () => document.querySelectorAll("#facet-groups details[id]");
document.addEventListener("htmx:beforeSwap", () => {
  open = new Set([...filters()].filter((one) => one.open).map((one) => one.id));
});
document.addEventListener("htmx:afterSettle", () => {
  for (const one of filters()) one.open ||= open.has(one.id);
});
