// Result first, then goods: two pages under one thumb. Counters change by one at a touch.
import { toast } from "../kit/toasts.js";
import { keep, restore } from "./field-draft.js";
import { say } from "./field-words.js";

let panel = 1;
let of = "";

const form = () => document.querySelector("#field form[data-step=outcome]");
const chosen = () => form()?.querySelector("[name=outcome]:checked");

export function showPanel(to = panel) {
  const place = form();
  if (!place) return;
  if (of !== place.action) begin(place);
  else panel = to;
  for (const part of place.querySelectorAll("[data-panel]")) part.hidden = Number(part.dataset.panel) !== panel;
  const show = (selector, yes) => place.querySelector(selector)?.toggleAttribute("hidden", !yes);
  show("[data-back]", panel === 2);
  show("[data-forward]", panel === 1);
  show("button[type=submit]", panel === 2);
  show("[data-for-beds]", chosen()?.value.startsWith("brought_in") ?? false);
}

// Of an outcome that was not met before: as it was left, if it was.
function begin(place) {
  [panel, of] = [1, place.action];
  restore(place).then((left) => left && showPanel(left));
}

function forward() {
  if (!chosen()) return toast(say("choose"), { failed: true });
  showPanel(2);
  scrollTo(0, 0);
  form().querySelector("[data-panel='2'] [role=heading]").scrollIntoView({ block: "nearest" });
}

function picked(tile) {
  const bed = form().querySelector("[name=place]");
  if (bed) bed.value = tile.dataset.place || "";
  const nobody = ["not_found", "false_report"].includes(tile.value);
  const people = form().querySelector("[name=people]");
  people.value = nobody ? "0" : people.defaultValue;
}

function count(button) {
  const input = button.parentElement.querySelector("input");
  const value = Number(input.value || 0) + ("more" in button.dataset ? 1 : -1);
  input.value = String(Math.min(Number(input.max), Math.max(0, value)));
}

function changed(whose) {
  if (whose && whose === form()) keep(whose, panel);
}

// The body for the API; null while words are missing that this result needs.
export function found(place) {
  const tile = chosen();
  const words = place.querySelector("[name=words]").value.trim();
  const missing = tile.dataset.words === "yes" && !words;
  place.querySelector("[data-words-missing]").hidden = !missing;
  if (missing) place.querySelector("[name=words]").focus();
  if (missing) return null;
  const goods = [...place.querySelectorAll("[name^='goods.']")].map((one) => [one.name.slice(6), Number(one.value || 0)]);
  const outcome = tile.value.split(".")[0];
  const bed = outcome === "brought_in" ? place.querySelector("[name=place]").value : "";
  return {
    outcome,
    people: Number(place.querySelector("[name=people]").value || 0),
    handed_out: Object.fromEntries(goods.filter(([, given]) => given > 0)),
    ...(bed ? { place: bed } : {}),
    ...(words ? { words } : {}),
  };
}

export function startOutcome() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (!button) return;
    if (button.matches("[data-forward]")) forward();
    if (button.matches("[data-back]")) showPanel(1);
    if (button.matches("[data-less], [data-more]")) count(button);
    if (!button.matches("[type=submit]")) changed(button.form);
  });
  document.addEventListener("change", (event) => event.target.matches?.("[name=outcome]") && picked(event.target));
  for (const name of ["input", "change"]) document.addEventListener(name, (event) => changed(event.target.form));
  showPanel();
}
