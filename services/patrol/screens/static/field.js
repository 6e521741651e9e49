// The phone of a team: what is pressed is kept and sent, what changes comes by the stream.
import { tickAll } from "../kit/clocks.js";
import { send, setBusy } from "../kit/forms.js";
import { now } from "../kit/time.js";
import { toast } from "../kit/toasts.js";
import { alertNew, startAlert } from "./field-alert.js";
import { netState, offline, reached, startNet } from "./field-net.js";
import { found, showPanel, startOutcome } from "./field-outcome.js";
import { add, dropSent, flush, startQueue, waiting } from "./field-queue.js";
import { forgetPage, keepPage, startShell } from "./field-shell.js";
import { apply, field, serverSaid } from "./field-stage.js";
import { all, dropOtherDrafts, keepOnly } from "./field-store.js";
import { showWhere, startWhere } from "./field-where.js";
import { say } from "./field-words.js";
import { morph } from "./morph.js";

const PAUSE = 200;
const NOT_KEPT = new Set(["acceptance", "refusal", "estimate"]); // whom they concern must hear of them now, or by telephone
let timer = null;
let asking = Promise.resolve();

async function show() {
  apply(await all());
  showPanel();
  const left = (await waiting()).length;
  const away = netState() === "offline";
  const strip = document.getElementById("offline");
  strip.hidden = !away;
  strip.querySelector("[data-waiting]").textContent = left ? say("kept", { n: left }) : say("none-kept");
  const sending = document.getElementById("sending");
  sending.hidden = away || !left;
  sending.querySelector("[data-sending]").textContent = say("sending", { n: left });
  for (const words of document.querySelectorAll("[data-offline-words]")) words.hidden = !away;
  showWhere();
  tickAll();
}

function signedOut() {
  document.getElementById("signed-out-strip").hidden = false;
  return forgetPage();
}

export function refresh(pause = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(() => (asking = asking.then(take, take)), pause);
}

async function take() {
  const answer = await fetch(location.pathname + location.search, { credentials: "same-origin" }).catch(() => null);
  reached(Boolean(answer));
  if (!answer || answer.status >= 500) return;
  if (answer.redirected || !answer.ok) return signedOut();
  document.getElementById("signed-out-strip").hidden = true;
  const text = await answer.text();
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.getElementById("field");
  if (!fresh) return;
  const version = field().dataset.version;
  const steps = await all();
  if (fresh.dataset.version !== version || steps.some((step) => step.state === "sent")) {
    morph(field(), document.adoptNode(fresh));
    document.querySelector(".bar .about").textContent = page.querySelector(".bar .about").textContent;
    serverSaid();
    apply(steps); // at once: what this phone still has to send is never shown as if it had been told
    await dropSent();
  }
  await keepPage(text);
  await dropOtherDrafts(field().dataset.offer);
  await show();
  alertNew();
}

async function submitted(event) {
  const form = event.target.closest?.("form[data-step]");
  if (!form) return;
  event.preventDefault();
  const button = event.submitter ?? form.querySelector("button[type=submit]");
  const { step, api } = form.dataset;
  if (button.getAttribute("aria-busy")) return;
  const body = step === "outcome" ? found(form) : given(form, button);
  if (!body) return;
  const whole = { offer: form.elements.offer.value, ...body };
  if (NOT_KEPT.has(step)) return direct(step, api, whole, button);
  if (step !== "outcome") whole.device_at = new Date(now()).toISOString();
  const { person, number } = field().dataset;
  return add({ person, number, offer: whole.offer, step, api, body: whole });
}

function given(form, button) {
  const { step } = form.dataset;
  if (step === "acceptance") return { device_at: new Date(now()).toISOString() };
  if (step === "estimate") return { arrive_at: new Date(now() + Number(button.value) * 60000).toISOString() };
  if (step !== "refusal") return {};
  const written = form.querySelector("input[name=reason]");
  const reason = button.value || written?.value.trim();
  if (!reason) written?.focus();
  return reason ? { reason } : null;
}

async function direct(step, api, body, button) {
  if (offline()) return show();
  setBusy(button, true);
  const answer = await send("POST", api, body, { "Idempotency-Key": crypto.randomUUID() });
  setBusy(button, false);
  if (!answer.status) {
    reached(false);
    toast(say("not-reached"), { failed: true });
  } else if (answer.status === 401) await signedOut();
  else if (answer.status >= 300) toast(`${say(step)}${" "}${answer.body?.title ?? ""}`, { failed: true });
  else button.closest("dialog")?.close();
  refresh(0);
}

async function here() {
  const address = `/patrol/api/v1/teams/${field().dataset.team}/stock`;
  const known = await send("GET", address.replace(/\/stock$/, ""));
  if (known.status === 200) await send("PUT", address, known.body.stock); // any word of ours says that we are there
  refresh(0);
}

function start() {
  startNet();
  startOutcome();
  startQueue({ whenChanged: show, whenTold: (here) => (here ? refresh(0) : signedOut()) });
  document.addEventListener("submit", submitted);
  document.addEventListener("click", (event) => event.target.closest?.("[data-here]") && here());
  for (const name of ["rescue", "team", "snapshot"]) document.addEventListener(name, () => refresh());
  document.addEventListener("net", () => void (netState() === "offline" ? show() : (refresh(0), flush())));
  document.addEventListener("visibilitychange", () => document.hidden || refresh(0));
  addEventListener("online", () => refresh(0));
  setInterval(() => document.hidden || refresh(0), 20000); // beds, ages; and an offer that a broken stream has missed
  keepOnly(field().dataset.person).then(show).then(flush);
  startAlert();
  startWhere();
  startShell().catch(() => {}); // a browser without it has the page all the same
  refresh(1000);
}

start();
