// Keeps one place in one language for times without a connection. What is kept is packed, so that
// a town stays below a megabyte; it is renewed unit by unit and says its day.
const ROOT = new URL("./", self.location).pathname;
const STORE = "bothways-place:" + ROOT;

const pack = (content) =>
  new Response(new Blob([JSON.stringify(content)]).stream().pipeThrough(new CompressionStream("gzip")));
const unpack = (answer) =>
  new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).json();
const here = (name) => ROOT + name;

async function kept() {
  const found = await (await caches.open(STORE)).match(here("kept"));
  return found ? unpack(found) : null;
}

async function fetched(name) {
  const answer = await fetch(here(name), { credentials: "omit" });
  if (!answer.ok) throw new Error(name + " " + answer.status);
  return answer.json();
}

// The whole at first; later only the units whose mark changed, a hundred at a time.
async function renew() {
  const store = await caches.open(STORE);
  let content = await kept();
  let renewed = 0;
  if (!content) {
    content = await fetched("content.json");
    renewed = Object.keys(content.units).length;
  } else {
    const manifest = await fetched("manifest.json");
    const keys = Object.keys(manifest.hashes);
    const changed = keys.filter((key) => content.units[key]?.h !== manifest.hashes[key]);
    for (const key of Object.keys(content.units)) if (!(key in manifest.hashes)) delete content.units[key];
    for (let at = 0; at < changed.length; at += 100) {
      const asked = changed.slice(at, at + 100).map((key) => "key=" + encodeURIComponent(key));
      const part = await fetched("content.json?" + asked.join("&"));
      content = { ...part, units: { ...content.units, ...part.units } };
    }
    content.version = manifest.version;
    content.drawn_on = manifest.drawn_on;
    renewed = changed.length;
  }
  await store.addAll(content.assets);
  await store.put(here("kept"), pack(content));
  return { units: Object.keys(content.units).length, renewed, day: content.drawn_on };
}

const plain = (text) =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);

function listed(content, start) {
  return Object.entries(content.units)
    .filter(([key]) => key.startsWith(start))
    .map(([key, unit]) => `<li><a class="name" href="${ROOT}${key}">${plain(unit.t)}</a></li>`)
    .join("");
}

function page(content, path) {
  const unit = content.units[path];
  const body = unit
    ? unit.b
    : `<ul class="rows">${listed(content, "steps/")}${listed(content, "pages/")}${listed(content, "services/")}</ul>`;
  const html = content.shell
    .replaceAll("{{day}}", () => plain(content.drawn_on))
    .replace("{{title}}", () => plain(unit ? unit.t : ""))
    .replace("{{heading}}", () => plain(unit ? unit.t : ""))
    .replace("{{body}}", () => body);
  return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}

async function answered(request) {
  try {
    return await fetch(request);
  } catch (lost) {
    const url = new URL(request.url);
    const asset = await (await caches.open(STORE)).match(url.pathname);
    if (asset && request.mode !== "navigate") return asset;
    const content = request.mode === "navigate" && url.pathname.startsWith(ROOT) ? await kept() : null;
    if (content) return page(content, url.pathname.slice(ROOT.length));
    throw lost;
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answered(event.request));
});
self.addEventListener("message", (event) => {
  const done = (answer) => event.ports[0].postMessage(answer);
  event.waitUntil(renew().then(done, (problem) => done({ problem: String(problem) })));
});
