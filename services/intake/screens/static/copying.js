// The address that a reporter follows: shown whole, as this browser knows it, and copied by one key.
import { toast } from "../kit/toasts.js";

function showWhole() {
  for (const link of document.querySelectorAll("#follow-address")) link.textContent = link.href;
}

// Only a page that came safely may write to the clipboard; elsewhere the words are marked and copied as by hand.
async function copy(link) {
  if (navigator.clipboard) return navigator.clipboard.writeText(link.href).then(() => true, () => false);
  getSelection().selectAllChildren(link);
  return document.execCommand("copy");
}

export function startCopying() {
  document.addEventListener("parts:put", showWhole);
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copies]");
    if (!button) return;
    const done = await copy(document.getElementById(button.dataset.copies));
    toast(done ? button.dataset.copied : button.dataset.notCopied, { failed: !done });
  });
  showWhole();
}
