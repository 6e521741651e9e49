// The place by its name: found while it is typed, chosen with arrows, digits or Enter. Free text stays what it is.
import { field, form, keep } from "./call.js";
import { go } from "./fields.js";
import { ask, put } from "./parts.js";
import { setPin } from "./pin.js";

const WAIT = 150;
let waiting = null;
let moved = false;
let asked = 0;
const list = () => document.getElementById("place-found");
const options = () => [...list().querySelectorAll("[role=option]")];
const isOpen = () => list() && !list().hidden;

function show(open) {
  if (!list()) return;
  list().hidden = !open;
  const box = field("landmark");
  box.setAttribute("aria-expanded", String(open));
  const chosen = open && list().querySelector("[aria-selected=true]");
  if (chosen) box.setAttribute("aria-activedescendant", chosen.id);
  else box.removeAttribute("aria-activedescendant");
}

async function search() {
  const text = field("landmark").value.trim();
  moved = false;
  if (!text) return show(false);
  const turn = ++asked;
  const answer = await ask("/intake/desk/places", { asked: text });
  if (answer.status !== 200 || turn !== asked || document.activeElement !== field("landmark")) return;
  put(answer.text);
  show(true);
}

function choose(by) {
  const all = options();
  if (!all.length) return;
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const next = (at + by + all.length) % all.length;
  all.forEach((option, place) => option.setAttribute("aria-selected", String(place === next)));
  moved = true;
  show(true);
}

function take(option) {
  const { name, longitude, latitude, where, area, road } = option.dataset;
  clearTimeout(waiting);
  asked += 1;
  field("landmark").value = name;
  if (road) field("road").value = name;
  setPin({ longitude: Number(longitude), latitude: Number(latitude) }, { area, where });
  show(false);
  keep();
}

function pressed(event) {
  if (event.target.id !== "landmark" || event.isComposing || event.keyCode === 229 || !isOpen()) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const digit = moved && /^Digit[1-9]$/.test(event.code) ? options()[Number(event.code.at(-1)) - 1] : null;
  const chosen = list().querySelector("[aria-selected=true]");
  if (step) choose(step);
  else if (event.key === "Escape") show(false);
  else if (digit) take(digit);
  else if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && chosen) {
    take(chosen);
    go(event.target, 1);
  } else return;
  event.preventDefault();
}

export function startPlace() {
  document.addEventListener("keydown", pressed, { capture: true });
  document.addEventListener("input", (event) => {
    if (event.target.id !== "landmark") return;
    clearTimeout(waiting);
    waiting = setTimeout(search, WAIT);
  });
  document.addEventListener("focusout", (event) => event.target.id === "landmark" && setTimeout(show, 150, false));
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest?.("#place-found [role=option]");
    if (!option || !form()) return;
    event.preventDefault();
    take(option);
  });
}
