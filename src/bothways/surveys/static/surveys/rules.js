// Follows the rules of a form in the browser; the same meaning as forms/interpret.py.
const text = (value) => {
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number") return Number.isNaN(value) ? "NaN" : String(value);
  return value;
};
const number = (value) => {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const plain = value.trim();
  if (/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(plain)) return Number(plain);
  const day = /^(\d{4})-(\d{2})-(\d{2})/.exec(plain);
  return day ? Date.UTC(day[1], day[2] - 1, day[3]) / 86400000 : NaN;
};
const truth = (value) =>
  typeof value === "boolean" ? value
    : typeof value === "number" ? value !== 0 && !Number.isNaN(value) : value !== "";
const words = (value) => text(value).split(/\s+/).filter(Boolean);
const equal = (a, b) => {
  if (typeof a === "boolean" || typeof b === "boolean") return truth(a) === truth(b);
  if (typeof a === "number" || typeof b === "number") return number(a) === number(b);
  return a === b;
};
const today = () => {
  const now = new Date();
  const two = (n) => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
};
const matches = (value, pattern) => {
  try { return new RegExp(`^(?:${pattern})$`, "u").test(value); } catch { return false; }
};
const signs = {
  "=": equal, "!=": (a, b) => !equal(a, b),
  "<": (a, b) => number(a) < number(b), "<=": (a, b) => number(a) <= number(b),
  ">": (a, b) => number(a) > number(b), ">=": (a, b) => number(a) >= number(b),
  "+": (a, b) => number(a) + number(b), "-": (a, b) => number(a) - number(b),
  "*": (a, b) => number(a) * number(b), div: (a, b) => number(a) / number(b),
  mod: (a, b) => number(a) % number(b), minus: (a) => -number(a),
  "true()": () => true, "false()": () => false, "not()": (a) => !truth(a),
  "selected()": (a, b) => words(a).includes(text(b).trim()),
  "count-selected()": (a) => words(a).length,
  "coalesce()": (...all) => all.map(text).find(Boolean) ?? "",
  "number()": number, "int()": (a) => Math.trunc(number(a)), "string()": text,
  "concat()": (...all) => all.map(text).join(""),
  "contains()": (a, b) => text(a).includes(text(b)),
  "starts-with()": (a, b) => text(a).startsWith(text(b)),
  "string-length()": (a) => [...text(a)].length,
  "today()": today, "regex()": (a, b) => matches(text(a), text(b)),
};

export function worth(tree, sheet) {
  const [sign, ...rest] = tree;
  if (sign === "value") return rest[0];
  if (sign === "answer") return sheet.asked[rest[0]] === false ? "" : sheet.answers[rest[0]] ?? "";
  if (sign === "or") return truth(worth(rest[0], sheet)) || truth(worth(rest[1], sheet));
  if (sign === "and") return truth(worth(rest[0], sheet)) && truth(worth(rest[1], sheet));
  if (sign === "if()") return worth(rest[truth(worth(rest[0], sheet)) ? 1 : 2], sheet);
  return signs[sign](...rest.map((one) => worth(one, sheet)));
}

// What is asked and what is wrong, for these answers.
export function follow(form, given) {
  const sheet = { answers: { ...given }, asked: {}, wrong: {} };
  for (const path of form.order) {
    const rules = form.rules[path];
    const above = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
    sheet.asked[path] = (path === "" || sheet.asked[above] !== false) &&
      (!rules.relevant || truth(worth(rules.relevant, sheet)));
    if (rules.calculation && sheet.asked[path]) {
      const value = text(worth(rules.calculation, sheet));
      sheet.answers[path] = value === "NaN" ? "" : value;
    }
  }
  for (const path of Object.keys(form.kinds)) {
    if (sheet.asked[path]) check(form, path, sheet);
  }
  return sheet;
}

function check(form, path, sheet) {
  const rules = form.rules[path];
  const value = sheet.answers[path] ?? "";
  const kind = form.kinds[path];
  if (kind === "note" || kind === "hidden" || kind === "file" || kind === "place") return;
  if (value === "") {
    if (rules.required && truth(worth(rules.required, sheet))) sheet.wrong[path] = "required";
  } else if (kind === "integer" && !/^[+-]?\d{1,18}$/.test(value)) {
    sheet.wrong[path] = "wrong_kind";
  } else if (kind === "decimal" && Number.isNaN(number(value))) {
    sheet.wrong[path] = "wrong_kind";
  } else if (rules.constraint && !truth(worth(rules.constraint, sheet))) {
    sheet.wrong[path] = "constraint";
  }
}
