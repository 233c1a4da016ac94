// What was answered and not sent yet. It lives in the browser's own database, so that it outlasts
// a killed browser and an empty battery; it leaves only when the server has taken it.
const open = () => new Promise((done, fail) => {
  const wish = indexedDB.open("answers", 1);
  wish.onupgradeneeded = () => {
    wish.result.createObjectStore("unsent", { keyPath: "id" });
    wish.result.createObjectStore("drafts", { keyPath: "address" });
  };
  wish.onsuccess = () => done(wish.result);
  wish.onerror = () => fail(wish.error);
});

async function act(store, mode, run) {
  const database = await open();
  try {
    return await new Promise((done, fail) => {
      const change = database.transaction(store, mode, { durability: "strict" });
      const wish = run(change.objectStore(store));
      change.oncomplete = () => done(wish.result);
      change.onerror = change.onabort = () => fail(change.error);
    });
  } finally {
    database.close();
  }
}

export const keepDraft = (draft) => act("drafts", "readwrite", (store) => store.put(draft));
export const draftOf = (address) => act("drafts", "readonly", (store) => store.get(address));
export const dropDraft = (address) => act("drafts", "readwrite", (store) => store.delete(address));
export const keepUnsent = (sheet) => act("unsent", "readwrite", (store) => store.put(sheet));
export const allUnsent = () => act("unsent", "readonly", (store) => store.getAll());
const dropUnsent = (id) => act("unsent", "readwrite", (store) => store.delete(id));

let running = null;

// Sends what waits, one after the other. Twice is no harm: the server knows each by its number.
export function flush() {
  running ??= sendAll().finally(() => { running = null; });
  return running;
}

async function sendAll() {
  for (const sheet of await allUnsent()) {
    if (!await delivered(sheet)) break;
    await dropUnsent(sheet.id);
  }
  await showCount();
}

async function delivered(sheet) {
  const body = new URLSearchParams({
    state: JSON.stringify({ id: sheet.id, answers: sheet.answers }),
    language: sheet.language, screen: "send", do: "deliver",
  });
  try {
    const answer = await fetch(sheet.address, { method: "POST", body });
    // 409 and 410: the server keeps them aside for the owner; they are not lost.
    return answer.ok || [409, 410].includes(answer.status);
  } catch {
    return false;
  }
}

export async function showCount() {
  const waiting = (await allUnsent()).length;
  const line = document.getElementById("unsent");
  if (!line) return;
  line.hidden = waiting === 0;
  line.querySelector("b").textContent = String(waiting);
}

addEventListener("online", flush);
setInterval(flush, 15000);
