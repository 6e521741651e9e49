// Keys by where they lie (event.code), so that an input method or a layout changes nothing. What a page offers:
//   <button data-key="KeyA" data-key-word="派单">       pressing it clicks, or focuses a field
//   bind("Alt+Digit1", act, {word, name})               from a script; act(event) may return false to let it pass
// Single keys are off in text fields, while an input method composes, and when the profile says so.
const bound = new Map();
const NAMES = { Slash: "/", BracketLeft: "[", BracketRight: "]", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", Space: "␣" };

export function bind(code, act, { word = "", name = "" } = {}) {
  bound.set(code, { act, word, name });
}

export function unbind(code) {
  bound.delete(code);
}

export const keysAreOn = () => document.documentElement.dataset.keys !== "off";

function codeOf(event) {
  const held = [["Ctrl", event.ctrlKey || event.metaKey], ["Alt", event.altKey], ["Shift", event.shiftKey]];
  return [...held.filter(([, down]) => down).map(([name]) => name), event.code].join("+");
}

const isPlain = (code) => /^(Shift\+)?(Key|Digit|Slash|Bracket|Space|Comma|Period)/.test(code);
const writes = (element) =>
  element.isContentEditable ||
  element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");

function isFree(event, code) {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return false;
  if (!isPlain(code)) return true;
  return keysAreOn() && !(event.target instanceof Element && writes(event.target));
}

function press(element) {
  if (element.getAttribute("aria-disabled") === "true") element.focus();
  else if (element.matches("input:not([type=checkbox], [type=radio]), textarea, select")) element.focus();
  else {
    element.focus();
    element.click();
  }
}

const shown = (code) => document.querySelectorAll(`[data-key="${CSS.escape(code)}"]`);
const visible = (element) => element.getClientRects().length > 0;
const inReach = (element) => !document.querySelector("dialog[open]") || element.closest("dialog[open]");

function pressed(event) {
  const code = codeOf(event);
  if (!isFree(event, code)) return;
  const rule = bound.get(code);
  if (rule && inReach(document.body) && rule.act(event) !== false) return event.preventDefault();
  const element = [...shown(code)].find((found) => visible(found) && inReach(found));
  if (!element) return;
  event.preventDefault();
  press(element);
}

const written = (code) => code.split("+").map((part) => NAMES[part] ?? part.replace(/^(Key|Digit)/, "")).join(" ");

// What the help lists: the page's own keys, then what scripts bound.
export function listed() {
  const rows = [...document.querySelectorAll("[data-key]")].map((element) => [
    element.dataset.keyName || written(element.dataset.key),
    element.dataset.keyWord || element.getAttribute("aria-label") || element.textContent.trim(),
  ]);
  for (const [code, { word, name }] of bound) if (word) rows.push([name || written(code), word]);
  return rows.filter(([name], place) => rows.findIndex((row) => row[0] === name) === place);
}

export function showHelp() {
  const dialog = document.getElementById("key-help");
  if (!dialog) return; // a page for the public
  const list = dialog.querySelector("dl");
  list.replaceChildren(
    ...listed().map(([name, word]) => {
      const row = document.createElement("div");
      const [term, said, key] = ["dt", "dd", "kbd"].map((tag) => document.createElement(tag));
      key.textContent = name;
      said.textContent = word;
      term.append(key);
      row.append(term, said);
      return row;
    }),
  );
  if (!dialog.open) dialog.showModal();
}

export function startKeys() {
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.('[data-opens="key-help"]')) showHelp();
  });
  bind("Shift+Slash", showHelp);
}
