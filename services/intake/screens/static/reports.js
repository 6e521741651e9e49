// One report in a dialog, and what is done with it over the API: hand over, accept, close, note.
import { open } from "../kit/dialogs.js";
import { keyOf, renew, send, setBusy } from "../kit/forms.js";
import { say } from "../kit/words.js";
import { toast } from "../kit/toasts.js";
import { ask, complain, put, words } from "./parts.js";

async function look(button) {
  const answer = await ask(button.dataset.look);
  if (answer.status !== 200) return complain(answer);
  put(answer.text);
  const dialog = document.getElementById("report");
  if (!dialog.open) open(dialog, button);
  dialog.scrollTop = 0;
  const first = dialog.querySelector(`[data-act="${button.dataset.then}"] :is(input, select, button)`);
  (first ?? document.getElementById("report-title")).focus();
}

async function act(event) {
  event.preventDefault();
  const sent = event.target;
  const button = sent.querySelector("button[type=submit]");
  if (button.getAttribute("aria-busy")) return;
  setBusy(button, true);
  const told = Object.fromEntries(new FormData(sent));
  const answer = await send("POST", sent.dataset.api, told, { "Idempotency-Key": keyOf(sent) });
  setBusy(button, false);
  renew(sent);
  if (answer.status >= 200 && answer.status < 300) return done(sent);
  const error = sent.querySelector("[data-error]");
  error.textContent = answer.body?.errors?.[0]?.detail ?? answer.body?.title ?? say("not-reached");
  error.hidden = false;
  error.setAttribute("role", "alert");
}

async function done(sent) {
  sent.reset();
  const error = sent.querySelector("[data-error]");
  if (error) error.hidden = true;
  document.getElementById("report").close();
  toast(words().done);
  for (const part of document.querySelectorAll("[data-poll]")) {
    const answer = part.dataset.poll ? await ask(part.dataset.poll) : {};
    if (answer.status === 200) put(answer.text);
  }
}

export function startReports() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-look]");
    if (button) look(button);
  });
  document.addEventListener("submit", (event) => event.target.dataset.api && act(event));
}
