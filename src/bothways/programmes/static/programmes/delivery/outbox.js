// Marks that are on this device and not yet with the site. They are written to the disk before
// anything else happens, so that a browser that is killed loses none. No name is kept here.
const NAME = "bothways-attendance";

let opened = null;
function database() {
  opened ||= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("marks", { keyPath: "uid" }).createIndex("session", "session");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function within(mode, work) {
  const base = await database();
  return new Promise((resolve, reject) => {
    const run = base.transaction("marks", mode, { durability: "strict" });
    const answer = work(run.objectStore("marks"));
    run.oncomplete = () => resolve(answer?.result);
    run.onerror = run.onabort = () => reject(run.error);
  });
}

export function add(marks) {
  return within("readwrite", (store) => { for (const mark of marks) store.put(mark); });
}

export function remove(uids) {
  return within("readwrite", (store) => { for (const uid of uids) store.delete(uid); });
}

export async function waiting(session) {
  const found = await within("readonly", (store) => store.index("session").getAll(session));
  return found.sort((a, b) => (a.made_at + a.uid < b.made_at + b.uid ? -1 : 1));
}

export function asFile(session, marks) {
  const rows = marks.map(({ uid, person, code, late, early, makes_up, made_at }) =>
    ({ uid, person, code, late, early, makes_up, made_at }));
  return JSON.stringify({ attendance: 1, session, marks: rows });
}

let last = 0;
// Later than the mark before, also within one thousandth of a second: the newest counts.
export function now() {
  last = Math.max(Date.now(), last + 1);
  return new Date(last).toISOString();
}

export function newNumber() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Without https there is no randomUUID; the numbers are as random all the same.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
