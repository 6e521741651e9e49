// One call: it begins when the phone is answered, drafts save themselves in this tab alone, and it is sent once.
import { keyOf, renew, renewWith, setBusy } from "../kit/forms.js";
import { now, officeClock } from "../kit/time.js";
import { toast } from "../kit/toasts.js";
import { ask, complain, put, words } from "./parts.js";

const DRAFT = "relief-desk-draft";
export const form = () => document.querySelector("form#call");
export const field = (name) => form()?.elements.namedItem(name);
let answeredAt = null;
let waiting = null; // to be kept
let withdrawUndo = () => {}; // the offer to bring a dropped call back

function showCall() {
  const speaking = answeredAt !== null;
  for (const part of document.querySelectorAll("[data-when-speaking]")) part.hidden = !speaking;
  for (const part of document.querySelectorAll("[data-when-waiting]")) part.hidden = speaking;
  document.querySelector("[data-on-call]")?.classList.toggle("is-on", speaking);
  const state = document.querySelector("[data-call-state]");
  if (state) state.textContent = speaking ? state.dataset.speaking : state.dataset.waiting;
  const at = document.querySelector("[data-answered-at]");
  if (at && speaking) at.textContent = officeClock(answeredAt);
  tickCall();
}

function tickCall() {
  const time = document.querySelector("[data-call-time]");
  if (!time) return;
  const seconds = answeredAt === null ? 0 : Math.max(0, Math.floor((now() - answeredAt) / 1000));
  const two = (number) => String(number).padStart(2, "0");
  time.textContent = answeredAt === null ? "" : `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

// First receipt: when the phone was answered, or the first key of a form that was begun without it.
export function begin() {
  if (!form() || answeredAt !== null) return;
  withdrawUndo();
  answeredAt = now();
  field("received_at").value = new Date(answeredAt).toISOString();
  keep();
  showCall();
}

const filled = () => [...new FormData(form())].filter(([, value]) => value !== "");

export function keep() {
  if (!form()) return;
  sessionStorage.setItem(DRAFT, JSON.stringify({ person: form().dataset.person, fields: filled() }));
  document.getElementById("draft").textContent = words().saved.replace("{time}", officeClock(now()));
}

function fill(fields) {
  const told = new Map();
  for (const [name, value] of fields) told.set(name, [...(told.get(name) ?? []), value]);
  for (const input of form().elements) {
    if (!input.name) continue;
    const values = told.get(input.name) ?? [];
    if (input.type === "checkbox" || input.type === "radio") input.checked = values.includes(input.value);
    else if (values.length) input.value = values[0];
  }
  document.dispatchEvent(new CustomEvent("call:filled"));
  resume();
}

function resume() {
  const told = field("received_at")?.value;
  answeredAt = told ? Date.parse(told) : null;
  showCall();
}

function restore() {
  const draft = JSON.parse(sessionStorage.getItem(DRAFT) ?? "null");
  if (!form() || !draft) return;
  if (draft.person !== form().dataset.person) return sessionStorage.removeItem(DRAFT);
  fill(draft.fields);
  document.getElementById("draft").textContent = words().again;
}

function drop() {
  clearTimeout(waiting);
  withdrawUndo();
  const fields = filled();
  const key = keyOf(form());
  renew(form()); // what was dropped may have been saved unseen
  form().reset();
  for (const hidden of form().querySelectorAll("input[type=hidden]")) hidden.value = ""; // a reset leaves them
  sessionStorage.removeItem(DRAFT);
  document.dispatchEvent(new CustomEvent("call:filled"));
  resume();
  const empty = JSON.stringify(filled());
  const bringBack = () => JSON.stringify(filled()) === empty && (fill(fields), renewWith(form(), key), keep());
  withdrawUndo = toast(words().dropped, { undo: bringBack }); // two callers never stand in one form
}

async function sendCall(event) {
  event.preventDefault();
  const sent = event.target;
  const button = sent.querySelector("button[type=submit]");
  if (button.getAttribute("aria-busy")) return;
  begin();
  setBusy(button, true);
  const answer = await ask(sent.action, new FormData(sent), { "Idempotency-Key": keyOf(sent) });
  setBusy(button, false);
  if (![200, 422].includes(answer.status) || !answer.text.includes('id="call"')) return complain(answer);
  put(answer.text);
  if (answer.status === 200) return saved();
  document.dispatchEvent(new CustomEvent("call:refused"));
  resume();
  (document.querySelector("[data-focus]") ?? document.querySelector("[aria-invalid]"))?.focus();
}

function saved() {
  sessionStorage.removeItem(DRAFT);
  (document.getElementById("note") ?? document.getElementById("next-call")).focus({ preventScroll: true });
}

export function startCall() {
  document.addEventListener("input", (event) => {
    if (!event.target.closest?.("form#call")) return;
    begin();
    clearTimeout(waiting);
    waiting = setTimeout(keep, 400);
  });
  document.addEventListener("submit", (event) => event.target.id === "call" && sendCall(event));
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#answer-call")) (begin(), form()?.querySelector("[data-stop]").focus());
    if (event.target.closest?.("#keep-draft")) (begin(), keep());
    if (event.target.closest?.("#drop-call")) drop();
  });
  window.addEventListener("pagehide", () => answeredAt !== null && keep());
  document.addEventListener("parts:put", tickCall);
  setInterval(tickCall, 1000);
  if (field("received_at")?.value) resume();
  else restore();
}
