// The attendance page with script: every tap is kept on the device and sent as soon as it can be.
// Without script the page is a plain form with a button.
import { add, asFile, newNumber, now, remove, waiting } from "./outbox.js";

const bar = document.getElementById("outbox");
const form = document.getElementById("attendance");
const { session, url, words } = { ...bar.dataset, words: bar.dataset };
const count = bar.querySelector("[data-count]");
const told = bar.querySelector("[data-told]");
const refusals = bar.querySelector("[data-refusals]");
const keepButton = bar.querySelector("[data-keep]");
const forgetButton = bar.querySelector("[data-forget]");
const STORE = "bothways-attendance";
let sending = null;
let again = false;

function rowOf(person) {
  return form.querySelector(`.att[data-person="${person}"]`);
}

function valueOf(row, name) {
  return row.querySelector(`[name="${name}-${row.dataset.person}"]`)?.value ?? "";
}

function codeOf(row) {
  return row.querySelector("input[type=radio]:checked")?.value ?? "";
}

function markOf(row) {
  const makes = valueOf(row, "makes");
  return {
    uid: newNumber(), session, person: Number(row.dataset.person), code: codeOf(row),
    late: minutes(valueOf(row, "late")), early: minutes(valueOf(row, "early")),
    makes_up: makes ? Number(makes) : null, made_at: now(),
  };
}

function minutes(text) {
  const number = Number.parseInt(text, 10);
  return number > 0 ? Math.min(number, 1440) : 0;
}

async function keep(rows) {
  if (!rows.length) return;
  await add(rows.map(markOf));
  await show();
  send();
}

async function show() {
  const marks = await waiting(session);
  count.textContent = marks.length;
  bar.toggleAttribute("data-full", marks.length > 0);
  for (const row of form.querySelectorAll(".att[data-unsent]")) row.removeAttribute("data-unsent");
  for (const mark of marks) rowOf(mark.person)?.setAttribute("data-unsent", "");
  return marks;
}

// What was tapped before the browser was closed stands on the page again.
function lay(mark) {
  const row = rowOf(mark.person);
  if (!row) return;
  for (const box of row.querySelectorAll("input[type=radio]")) box.checked = box.value === mark.code;
  for (const [name, value] of [["late", mark.late], ["early", mark.early], ["makes", mark.makes_up]]) {
    const box = row.querySelector(`[name="${name}-${mark.person}"]`);
    if (box) box.value = value || "";
  }
}

async function send() {
  again = true;
  sending ||= sendAll().finally(() => { sending = null; });
  return sending;
}

async function sendAll() {
  while (again) {
    again = false;
    const marks = await waiting(session);
    if (!marks.length) { told.textContent = words.allSent; return; }
    // Asked again meanwhile, as by a network that came back while this attempt was failing.
    if (!(await sendOnce(marks)) && !again) return;
  }
}

async function sendOnce(marks) {
  let answer;
  try {
    answer = await post(marks);
  } catch {
    told.textContent = words.offline;
    return false;
  }
  if (!answer.ok) {
    told.textContent = await reasonOf(answer);
    return false;
  }
  const { kept, refused } = await answer.json();
  await remove(kept);
  showRefused(marks, refused);
  const left = await show();
  if (!left.length) told.textContent = words.allSent;
  refreshKept();
  return left.length === 0 || Object.keys(refused).length === 0;
}

async function post(marks, second = false) {
  const answer = await fetch(url, {
    method: "POST", redirect: "manual", credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: asFile(session, marks),
  });
  if (answer.status !== 403 || second) return answer;
  // Somebody signed in again since the page was opened: take the page's new token, once.
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const fresh = page.querySelector("#attendance [name=csrfmiddlewaretoken]");
  if (!fresh) return answer;
  form.querySelector("[name=csrfmiddlewaretoken]").value = fresh.value;
  return post(marks, true);
}

function token() {
  return form.querySelector("[name=csrfmiddlewaretoken]").value;
}

async function reasonOf(answer) {
  if (answer.type === "opaqueredirect" || answer.status === 403) return words.signedOut;
  try {
    return (await answer.json()).problems.map((one) => one.message).join(" ");
  } catch {
    return words.offline;
  }
}

function showRefused(marks, refused) {
  refusals.replaceChildren();
  for (const row of form.querySelectorAll(".att[data-refused]")) row.removeAttribute("data-refused");
  for (const mark of marks.filter((one) => refused[one.uid])) {
    const row = rowOf(mark.person);
    row?.setAttribute("data-refused", "");
    const line = document.createElement("li");
    line.textContent = `${row?.querySelector("legend bdi")?.textContent ?? mark.person}: ${refused[mark.uid]}`;
    refusals.append(line);
  }
  const uids = Object.keys(refused);
  const drop = bar.querySelector("[data-drop]");
  drop.hidden = !uids.length;
  drop.onclick = async () => { await remove(uids); location.reload(); };
}

function save(marks) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([asFile(session, marks)], { type: "application/json" }));
  link.download = `attendance-${session}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// Keeping the page itself: only when asked, because it shows names.
const mine = () => location.pathname;
async function isKept() {
  return "caches" in self && Boolean(await (await caches.open(STORE)).match(mine()));
}

async function keepPage() {
  await navigator.serviceWorker.register(bar.dataset.worker);
  await navigator.serviceWorker.ready;
  const store = await caches.open(STORE);
  const parts = [...document.querySelectorAll("link[rel=stylesheet],link[rel=icon],script[src]")];
  const modules = [new URL("./outbox.js", import.meta.url).href];
  await store.addAll([mine(), ...parts.map((one) => one.href || one.src), ...modules]);
  told.textContent = words.kept;
  showKeeping(true);
}

async function refreshKept() {
  if (await isKept()) await (await caches.open(STORE)).add(mine()).catch(() => {});
}

async function forgetPage() {
  await (await caches.open(STORE)).delete(mine());
  told.textContent = words.forgotten;
  showKeeping(false);
}

function showKeeping(kept) {
  keepButton.hidden = kept;
  forgetButton.hidden = !kept;
}

async function start() {
  for (const mark of await show()) lay(mark);
  bar.hidden = false;
  form.querySelector("[data-save]").hidden = true;
  form.addEventListener("change", (event) => {
    const row = event.target.closest(".att");
    if (row) keep([row]);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "guest") return;
    event.preventDefault();
    if (event.submitter?.value !== "all") return;
    const rows = [...form.querySelectorAll(".att")].filter((row) => !codeOf(row));
    for (const row of rows) row.querySelector(`input[value="${form.dataset.present}"]`).checked = true;
    keep(rows);
  });
  bar.querySelector("[data-send]").addEventListener("click", send);
  bar.querySelector("[data-file]").addEventListener("click", async () => save(await waiting(session)));
  if ("serviceWorker" in navigator && "caches" in self) {
    showKeeping(await isKept());
    keepButton.addEventListener("click", () => keepPage().catch(() => { told.textContent = words.offline; }));
    forgetButton.addEventListener("click", forgetPage);
  }
  addEventListener("online", send);
  setInterval(async () => { if ((await waiting(session)).length) send(); }, 20_000);
  bar.setAttribute("data-ready", "");
  if (Number(count.textContent)) send();
}

start();
