// Answers a form without asking the server between the screens, so that a weak network is no harm.
import { draftOf, dropDraft, flush, keepDraft, keepUnsent, showCount } from "./queue.js";
import { follow } from "./rules.js";

const page = document.getElementById("page").dataset;
const form = document.getElementById("sheet");

if ("serviceWorker" in navigator && page.worker) navigator.serviceWorker.register(page.worker);
showCount().then(flush);
if (form && page.whole) start();

async function start() {
  const answer = await fetch(page.whole).catch(() => null);
  if (!answer?.ok) return;
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  const block = parsed.getElementById("rules");
  if (!block) return;
  const rules = JSON.parse(block.textContent);
  const draft = await draftOf(page.address);
  const visit = { address: page.address, language: page.language, screen: 0,
    id: draft?.id ?? page.instance, answers: draft?.answers ?? rules.answers };
  form.replaceChildren(...parsed.getElementById("whole").content.childNodes);
  new Sheet(rules.form, visit).show(false);
}

class Sheet {
  constructor(rules, visit) {
    Object.assign(this, { rules, visit });
    this.fields = [...form.querySelectorAll("[data-path]")];
    this.screens = [...form.querySelectorAll("[data-screen]")];
    for (const field of this.fields) write(field, visit.answers[field.dataset.path] ?? "");
    form.addEventListener("input", () => this.changed());
    form.addEventListener("submit", (event) => this.pressed(event));
    form.dataset.ready = "";
  }

  get sheet() { return follow(this.rules, this.visit.answers); }

  changed() {
    for (const field of this.fields) {
      const value = read(field);
      if (value !== null) this.visit.answers[field.dataset.path] = value;
    }
    keepDraft(this.visit);
    this.mark(this.sheet, false);
  }

  mark(sheet, withErrors) {
    for (const field of this.fields) {
      const path = field.dataset.path;
      field.hidden = !sheet.asked[path];
      const wrong = withErrors ? sheet.wrong[path] : undefined;
      const line = field.querySelector(".said");
      line.hidden = !wrong;
      line.textContent = wrong ? field.dataset[wrong === "required" ? "needed" : "wrong"] : "";
      field.classList.toggle("bad", Boolean(wrong));
    }
  }

  asked(sheet) {
    return this.screens.filter((screen) => screen.dataset.screen === "send" ||
      [...screen.querySelectorAll("[data-path]")].some((one) => sheet.asked[one.dataset.path]));
  }

  show(withErrors) {
    const sheet = this.sheet;
    this.mark(sheet, withErrors);
    const asked = this.asked(sheet);
    this.visit.screen = Math.max(0, Math.min(this.visit.screen, asked.length - 1));
    for (const screen of this.screens) screen.hidden = screen !== asked[this.visit.screen];
    const bar = form.querySelector("progress");
    bar.max = asked.length;
    bar.value = this.visit.screen + 1;
    form.querySelector("[data-back]").hidden = this.visit.screen === 0;
    const last = asked[this.visit.screen].dataset.screen === "send";
    form.querySelector("[data-next]").hidden = last;
    form.querySelector("[data-send]").hidden = !last;
  }

  pressed(event) {
    event.preventDefault();
    const button = event.submitter?.dataset ?? {};
    this.changed();
    if ("back" in button) this.move(-1);
    else if ("send" in button) this.send();
    else if (this.isRight(this.visit.screen)) this.move(1);
  }

  isRight(at) {
    const sheet = this.sheet;
    const screen = this.asked(sheet)[at];
    const wrong = [...screen.querySelectorAll("[data-path]")]
      .find((one) => sheet.wrong[one.dataset.path]);
    if (!wrong) return true;
    this.visit.screen = at;
    this.show(true);
    wrong.querySelector("input,textarea")?.focus();
    return false;
  }

  move(step) {
    this.visit.screen += step;
    this.show(false);
    scrollTo(0, 0);
    const screen = this.screens.find((one) => !one.hidden);
    screen?.querySelector("h1")?.focus();
  }

  async send() {
    const sheet = this.sheet;
    for (let at = 0; at < this.asked(sheet).length; at += 1) if (!this.isRight(at)) return;
    const answers = Object.fromEntries(Object.entries(sheet.answers)
      .filter(([path, value]) => sheet.asked[path] && value !== ""));
    await keepUnsent({ ...this.visit, answers });
    await dropDraft(page.address);
    const done = document.getElementById("finished");
    form.replaceWith(done.content.cloneNode(true));
    scrollTo(0, 0);
    document.querySelector("h1").focus();
    await showCount();
    await flush();
  }
}

function read(field) {
  const inputs = [...field.querySelectorAll("input,textarea")];
  if (!inputs.length) return null;
  if (inputs[0].type === "radio" || inputs[0].type === "checkbox") {
    return inputs.filter((one) => one.checked).map((one) => one.value).join(" ");
  }
  const value = inputs[0].value.trim();
  return inputs[0].inputMode === "decimal" ? western(value) : value;
}

function write(field, value) {
  const chosen = value.split(" ");
  for (const one of field.querySelectorAll("input,textarea")) {
    if (one.type === "radio" || one.type === "checkbox") one.checked = chosen.includes(one.value);
    else one.value = value;
  }
}

function western(value) {
  return value.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (one) => String(one.charCodeAt(0) & 15))
    .replace(/[\u066b,]/g, ".");
}
