// A button that copies the text of another element. Without script the text can be selected.
for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent.trim());
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 2500);
    } catch {
      // No right to the clipboard: select the text, so that one key copies it.
      getSelection().selectAllChildren(text);
    }
  });
}
