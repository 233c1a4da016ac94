// Opens attendance pages that somebody kept on this device when there is no network. It keeps
// nothing of its own accord: only what the page was asked to keep, and no longer than three days.
const STORE = "bothways-attendance";
const DAYS = 3;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});

async function answer(request) {
  const store = await caches.open(STORE);
  const kept = await store.match(request, { ignoreVary: true });
  if (!kept) return fetch(request);
  try {
    const fresh = await fetch(request);
    if (fresh.ok && !fresh.redirected) await store.put(request, fresh.clone());
    return fresh;
  } catch (error) {
    if (isFresh(kept)) return kept;
    await store.delete(request);
    throw error;
  }
}

function isFresh(kept) {
  const made = Date.parse(kept.headers.get("Date") || "");
  return Number.isNaN(made) || Date.now() - made < DAYS * 86_400_000;
}
