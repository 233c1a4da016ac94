// Checks the code of a certificate in the browser: format, signature, list of revoked ones.
// The same file works on the page and inside the one that is kept for use without a network.
const FORMAT = 1, HEAD = 28, SIGNATURE = 64, MOST = 160, DAY = 86400000;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));

export function textIn(given) {
  const found = /(?:^|\/V\/|\/VERIFY\/)([A-Z0-9]+)\/?$/.exec(given.replace(/\s+/g, "").toUpperCase());
  return found ? found[1] : "";
}

// Bytes and whether the idle bits at the end are empty, as they are in what was signed.
function decoded(text) {
  const bytes = [];
  let value = 0, bits = 0;
  for (const letter of text) {
    value = (value << 5) | ALPHABET.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(value >> bits);
      value &= (1 << bits) - 1;
    }
  }
  return { bytes: Uint8Array.from(bytes), clean: value === 0 };
}

export function read(text) {
  if (!text) return { reason: "no_certificate" };
  if ([...text].some((letter) => !ALPHABET.includes(letter)))
    return { reason: text.length > MOST / 2 ? "changed" : "no_certificate" };
  if ([1, 3, 6].includes(text.length % 8)) return { reason: "cut_off" };
  const { bytes, clean } = decoded(text);
  if (bytes[0] !== FORMAT)
    return { reason: bytes.length > SIGNATURE ? "newer_format" : "no_certificate" };
  if (bytes.length < 2 || bytes.length < bytes[1]) return { reason: "cut_off" };
  if (!clean || bytes.length !== bytes[1] || bytes.length < HEAD + SIGNATURE || bytes.length > MOST)
    return { reason: "changed" };
  return facts(bytes);
}

function facts(bytes) {
  const message = bytes.slice(0, -SIGNATURE), view = new DataView(message.buffer);
  const words = message.slice(HEAD), cut = message[27];
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  try {
    if (cut > words.length) throw new TypeError("the name is longer than the words");
    return {
      message, signature: bytes.slice(-SIGNATURE), key: hex(message.slice(2, 6)),
      serial: hex(message.slice(6, 14)),
      issued: new Date(Date.UTC(2020, 0, 1) + view.getUint16(14) * DAY).toISOString().slice(0, 10),
      units: view.getUint16(16) / 10, minutes: message[18], levels: [...message.slice(22, 27)],
      name: utf8.decode(words.slice(0, cut)), title: utf8.decode(words.slice(cut)),
    };
  } catch {
    return { reason: "changed" };
  }
}

// The verdict, or null where this browser cannot check such a signature.
export async function check(given, doc) {
  const found = read(textIn(given));
  if (found.reason) return found;
  if (!doc.keys[found.key]) return { reason: "unknown_key" };
  if (!globalThis.crypto?.subtle) return null;
  let fits;
  try {
    const raw = unhex(doc.keys[found.key]);
    const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
    fits = await crypto.subtle.verify({ name: "Ed25519" }, key, found.signature, found.message);
  } catch {
    return null;
  }
  if (!fits) return { reason: "changed" };
  return { ...found, reason: doc.revoked.includes(found.serial) ? "revoked" : "valid" };
}

function line(list, label, value) {
  const box = document.createElement("div"), term = document.createElement("dt"), said = document.createElement("dd");
  const words = document.createElement("bdi");
  term.textContent = label;
  words.textContent = value;
  said.append(words);
  box.append(term, said);
  list.append(box);
}

export function show(place, verdict, doc) {
  const [headline, remedy] = doc.words[verdict.reason];
  place.replaceChildren();
  const title = document.createElement("h2"), words = document.createElement("p");
  title.textContent = headline;
  words.textContent = remedy;
  place.className = verdict.reason === "valid" ? "note" : "note err";
  place.dataset.reason = verdict.reason;
  place.append(title, words);
  if (!verdict.serial) return;
  const list = document.createElement("dl"), named = doc.labels;
  list.className = "words";
  line(list, named.name, verdict.name);
  line(list, named.title, verdict.title);
  line(list, named.issued, verdict.issued);
  line(list, named.units, `${verdict.units} × ${verdict.minutes} ${named.minutes}`);
  verdict.levels.forEach((level, at) => level && line(list, doc.skills[at], doc.levels[level] ?? "?"));
  line(list, named.serial, verdict.serial.toUpperCase().match(/.{4}/g).join(" "));
  const note = document.createElement("p");
  note.className = "small";
  note.textContent = named.browser;
  place.append(list, note);
}

async function start() {
  const doc = JSON.parse(document.getElementById("certificate-check").textContent);
  const form = document.getElementById("verify-form"), place = document.getElementById("verdict");
  if (place.dataset.text) {
    const verdict = await check(place.dataset.text, doc);
    if (verdict) show(place, verdict, doc);
  }
  form.addEventListener("submit", async (event) => {
    if (form.dataset.send === "yes") return;
    event.preventDefault();
    const verdict = await check(form.elements.text.value, doc);
    if (verdict) return show(place, verdict, doc);
    form.dataset.send = "yes";
    if (form.method === "post") form.requestSubmit();
  });
}

if (globalThis.document?.getElementById("certificate-check")) start();
