// A push never moves the focus, the caret or a list. While a row is focused its place is frozen.
let kept = null;

function remember() {
  const active = document.activeElement;
  if (!active?.id) return (kept = null);
  const caret = "selectionStart" in active && active.selectionStart !== null
    ? [active.selectionStart, active.selectionEnd] : null;
  kept = { id: active.id, caret, value: active.value };
}

function restore() {
  if (!kept || (document.activeElement && document.activeElement !== document.body)) return;
  const element = document.getElementById(kept.id);
  if (!element) return;
  element.focus({ preventScroll: true });
  if (kept.caret) element.setSelectionRange(...kept.caret);
}

// At most one announcement in five seconds, the newest.
let waiting = null;
let said = 0;
export function announce(text) {
  const pause = Math.max(0, said + 5000 - performance.now());
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    said = performance.now();
    document.getElementById("announcer").textContent = text;
  }, pause);
}

export function startFocus() {
  document.addEventListener("htmx:before:swap", remember);
  document.addEventListener("htmx:after:swap", restore);
  document.querySelector("[data-focus]")?.focus();
}
