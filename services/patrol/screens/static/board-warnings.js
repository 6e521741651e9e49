// A warning is put in force by the form of its panel, and lifted by the button beside it. Times of the form are the offices'.
import { keyOf, renew, send, setBusy } from "../kit/forms.js";
import { toast } from "../kit/toasts.js";
import { say } from "../kit/words.js";
import { refresh } from "./board-live.js";

const API = "/patrol/api/v1/warnings";
const OFFICE = "+08:00";

function read(form) {
  const { area, colour, until, lowest_celsius: lowest, note, drill } = Object.fromEntries(new FormData(form));
  return {
    area,
    colour,
    until: `${until}:00${OFFICE}`,
    ...(lowest ? { lowest_celsius: Number(lowest) } : {}),
    ...(note.trim() ? { words: note.trim() } : {}),
    drill: Boolean(drill),
  };
}

function done(word) {
  document.getElementById("panel").close();
  toast(word);
  refresh(0);
}

async function submitted(event) {
  const form = event.target.closest?.("form[data-warning-form]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  if (button.getAttribute("aria-busy")) return;
  setBusy(button, true);
  const answer = await send("POST", API, read(form), { "Idempotency-Key": keyOf(form) });
  setBusy(button, false);
  if (answer.status === 201) return done(form.dataset.done);
  renew(form);
  const why = form.querySelector("#warning-refused");
  why.querySelector("span").textContent = answer.body?.title ?? say("not-reached");
  why.hidden = false;
}

async function lift(button) {
  if (button.getAttribute("aria-busy")) return;
  setBusy(button, true);
  const answer = await send("DELETE", `${API}/${button.dataset.lift}`, undefined, {});
  setBusy(button, false);
  if (answer.status === 200) return done(button.dataset.done);
  toast(answer.body?.title ?? say("not-reached"), { failed: true });
}

export function startWarnings() {
  document.addEventListener("submit", submitted);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-lift]");
    if (button) lift(button);
  });
}
