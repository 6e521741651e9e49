// What a dispatcher does with the chosen row. Panels come from the server; acts go to the API as JSON, each with the key
// of its form, so that a second press does nothing twice.
import { open } from "../kit/dialogs.js";
import { keyOf, renew, send, setBusy } from "../kit/forms.js";
import { bind } from "../kit/keys.js";
import { toast } from "../kit/toasts.js";
import { refresh } from "./board-live.js";
import { centreOn, wholeMap } from "./board-map.js";
import { nameAll } from "./board-names.js";
import { choose, chosen } from "./board-rows.js";
import { toggleSound } from "./board-sound.js";
import { say } from "../kit/words.js";

const panel = () => document.getElementById("panel");
const PANELS = { open: "", dispatch: "/dispatch", redispatch: "/dispatch", breach: "/breach", "hand-over": "/hand-over" };

async function asked(address) {
  const answer = await fetch(address, { credentials: "same-origin", headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer) toast(say("not-reached"), { failed: true });
  return answer;
}

// By its number, also beyond what the board shows. False: none is open.
export async function showNumbered(number, team) {
  const answer = await asked(`/patrol/board/numbers/${number}${team ? `?team=${encodeURIComponent(team)}` : ""}`);
  if (answer?.ok) put(await answer.text());
  return answer?.status !== 404;
}

export async function show(address) {
  const answer = await asked(address);
  if (answer) put(await answer.text());
}

function put(text) {
  document.getElementById("panel-body").innerHTML = text;
  nameAll();
  if (!panel().open) open(panel());
  else panel().querySelector("[autofocus]")?.focus();
}

export function act(name, id) {
  if (!id) return toast(document.getElementById("act-keys").dataset.refused);
  return show(`/patrol/board/rescues/${id}${PANELS[name]}`);
}

// Takes the offer back that nobody has answered; the next team is asked in the same moment.
async function pass(id, button) {
  const row = document.getElementById(`row-${id}`);
  if (!row?.dataset.asked || button?.getAttribute("aria-busy")) return;
  setBusy(button, true);
  const word = document.querySelector('[data-act="pass"] span')?.textContent ?? "";
  const content = { offer: row.dataset.offer, reason: word };
  const key = { "Idempotency-Key": `pass-${row.dataset.offer}` };
  const answer = await send("POST", `/patrol/api/v1/rescues/${id}/refusal`, content, key);
  setBusy(button, false);
  if (answer.status === 200) toast(`${row.dataset.number} ${row.dataset.asked} → ${answer.body.team?.name ?? "—"}`);
  else if (answer.status === 409) await show(`/patrol/board/rescues/${id}/conflict?mine=${encodeURIComponent(word)}`);
  else toast(answer.body?.title ?? say("not-reached"), { failed: true });
  refresh(0);
}

// One alert, or by its key every one that nobody has read yet; all boards see who was first.
async function read(button) {
  const unread = button?.dataset.round ? [button] : [...document.querySelectorAll("#alert-list [data-round]")];
  for (const one of unread) {
    setBusy(one, true);
    const { on, alertKind, round } = one.dataset;
    const content = { alert: alertKind, round: Number(round) };
    const answer = await send("POST", `/patrol/api/v1/rescues/${on}/alert-readings`, content, {});
    if (answer.status !== 200) toast(answer.body?.title ?? say("not-reached"), { failed: true });
    setBusy(one, false);
  }
  if (unread.length) refresh(0);
}

async function submitted(event) {
  const form = event.target.closest?.("form[data-act-form]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  if (button.getAttribute("aria-busy")) return;
  const content = Object.fromEntries(new FormData(form));
  const teams = form.querySelector("#team-missing");
  if (teams) teams.hidden = Boolean(content.team);
  if (teams && !content.team) return form.querySelector("[name=team]:not(:disabled)")?.focus();
  const reason = form.querySelector("[name=reason]");
  const missing = !content.reason.trim();
  form.querySelector("#reason-missing").hidden = !missing;
  reason.toggleAttribute("aria-invalid", missing);
  if (missing) return reason.focus();
  setBusy(button, true);
  const answer = await send("POST", form.getAttribute("action"), content, { "Idempotency-Key": keyOf(form) });
  setBusy(button, false);
  await answered(form, answer);
}

async function answered(form, answer) {
  const team = form.querySelector("[name=team]:checked")?.dataset.name ?? "";
  if (answer.status === 200) {
    panel().close();
    toast(form.dataset.done.replace("{team}", team));
    return refresh(0);
  }
  renew(form); // what was refused was not done: the next press is a new act
  const place = form.querySelector("#answer");
  if (answer.status === 409) {
    const address = `/patrol/board/rescues/${form.dataset.rescue}/conflict?mine=${encodeURIComponent(team)}`;
    place.innerHTML = (await (await asked(address))?.text()) ?? "";
    nameAll();
    place.querySelector("[data-focus]")?.focus();
    const why = document.createElement("p");
    why.textContent = answer.body?.title ?? "";
    place.querySelector(".conflict")?.insertBefore(why, place.querySelector(".sides"));
  } else toast(answer.body?.title ?? say("not-reached"), { failed: true });
}

const doing = {
  up: null,
  down: null,
  pass: (id, button) => pass(id, button),
  centre: (id) => id && centreOn(id),
  whole: () => wholeMap(),
  read: (id, button) => read(button),
  warnings: () => show("/patrol/board/warnings"),
  closed: () => show("/patrol/board/closed"),
  wall: () => window.open("/patrol/board?mode=wall", "_blank"),
  layers: () => document.querySelector("#layers input")?.focus(),
  sound: () => toggleSound(),
  again: (id) => show(`/patrol/board/rescues/${id}/dispatch`).then(() => refresh(0)),
  copy: () => navigator.clipboard?.writeText(document.querySelector("#panel [name=reason]")?.value ?? ""),
};

function perform(name, id, button) {
  if (name in PANELS) return act(name, id);
  return doing[name]?.(id, button);
}

function clicked(event) {
  const link = event.target.closest?.("a[data-row], a[data-open]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    if (link.dataset.open) return show(link.getAttribute("href"));
    const row = link.closest("[data-rescue]");
    choose(row);
    return act("open", row.dataset.rescue);
  }
  const button = event.target.closest?.("[data-act]");
  if (!button) return;
  const { act: name, on } = button.dataset;
  if (name === "up" || name === "down") return document.dispatchEvent(new KeyboardEvent("keydown", { code: name === "up" ? "KeyK" : "KeyJ", bubbles: true }));
  return perform(name, on ?? chosen()?.dataset.rescue, button);
}

export function startActs() {
  for (const button of document.querySelectorAll("#act-keys [data-code]")) {
    const { act: name, code } = button.dataset;
    const word = button.querySelector("span").textContent;
    if (["up", "down", "open"].includes(name)) continue;
    bind(code, () => void perform(name, chosen()?.dataset.rescue, null), { word });
  }
  bind("KeyM", () => toggleSound());
  document.addEventListener("click", clicked);
  document.addEventListener("submit", submitted);
}
