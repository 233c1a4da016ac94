// Answers that came behind a # (from a QR square) are put into the form that opens a code. That
// part of an address is never sent to a server; the form sends it once, and nothing keeps it.
const code = decodeURIComponent(location.hash.slice(1));
const form = document.getElementById("open-steps");
if (form && code.includes(":") && code.length < 6000) {
  form.elements.code.value = code;
  history.replaceState(null, "", location.pathname);
  form.querySelector('button[value="open"]').click();
}
