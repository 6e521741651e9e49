// Moving through the form: Enter to the next field, Shift+Enter back, F2 to F7 straight there.
import { bind, showHelp } from "../kit/keys.js";
import { form } from "./call.js";

const stops = () => [...form().querySelectorAll("[data-stop]")];
const entry = (stop) =>
  stop.matches("input, textarea") ? stop : (stop.querySelector("input:checked") ?? stop.querySelector("input"));

function placeOf(element) {
  const own = element.closest("[data-stop]");
  if (own) return stops().indexOf(own);
  const before = stops().filter((stop) => stop.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
  return before.length - 1;
}

export function go(element, by) {
  const all = stops();
  const next = placeOf(element) + by;
  if (next >= all.length) return form().querySelector("button[type=submit]").focus();
  const found = entry(all[Math.max(0, next)]);
  found.focus();
  found.closest("[data-stop]").scrollIntoView({ block: "nearest" });
}

function walk(event) {
  const writing = event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey;
  if (event.key !== "Enter" || writing || event.defaultPrevented) return;
  if (!event.target.closest?.("form#call") || event.target.matches("button, a")) return;
  event.preventDefault();
  go(event.target, event.shiftKey ? -1 : 1);
}

const to = (name) => () => {
  const stop = form()?.querySelector(`[data-stop="${name}"]`);
  if (!stop) return false;
  entry(stop).focus();
};

// What depends on other fields: the exact number of people, the signs that were ticked, the caller's number.
export function follow() {
  if (!form()) return;
  const exact = document.getElementById("people_exact");
  if (exact) exact.hidden = !form().querySelector("[name=people][value=more]").checked;
  const ticked = document.querySelector("[data-ticked]");
  if (ticked) {
    const said = [...form().querySelectorAll("[name=signs]:checked")].map((sign) => sign.dataset.keyWord);
    ticked.textContent = said.join(ticked.dataset.comma) || ticked.dataset.none;
  }
  const caller = document.getElementById("caller");
  caller.readOnly = form().querySelector("[name=anonymous]").checked;
  const mirror = document.querySelector("[data-mirrors=caller]");
  if (mirror) mirror.textContent = (!caller.readOnly && caller.value) || mirror.dataset.otherwise;
}

export function startFields() {
  const word = (name) => form()?.querySelector(`[data-stop="${name}"]`)?.dataset.word ?? "";
  document.addEventListener("keydown", walk);
  bind("F3", to("people"), { word: word("people") });
  bind("F4", to("signs"), { word: word("signs") });
  bind("F1", showHelp);
  for (const event of ["input", "call:filled", "parts:put"]) document.addEventListener(event, follow);
  follow();
}
