// <button data-opens="ID"> opens a <dialog>, [data-closes] closes it; the focus goes back to the opener by itself.
export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-opens]");
    if (opener && opener.getAttribute("aria-disabled") !== "true") {
      const dialog = document.getElementById(opener.dataset.opens);
      if (dialog?.showModal && !dialog.open && dialog.id !== "key-help") open(dialog, opener);
    }
    event.target.closest?.("[data-closes]")?.closest("dialog")?.close();
  });
}

export function open(dialog, opener = document.activeElement) {
  dialog.showModal();
  dialog.querySelector("[autofocus]")?.focus();
  dialog.addEventListener("close", () => opener?.isConnected && opener.focus(), { once: true });
}
