// Steps are kept first and sent in order, one after the other, each under its own Idempotency-Key: however often one is
// sent, it is done once. What the server refuses is kept with its reason until somebody has read it.
import { send } from "../kit/forms.js";
import { now } from "../kit/time.js";
import { all, dropDraft, put, remove } from "./field-store.js";

const AGAIN = 4000;
const CHANGED = "conflict"; // two at the same instant: nothing was done, the same step may succeed
const TRY_LATER = new Set([0, 408, 425, 429, 500, 502, 503, 504]);
let timer = null;
let changed = () => {};
let told = async () => {};

export const waiting = async () => (await all()).filter((step) => step.state === "waiting");

const pressed = new Set(); // a second tap of the same step, before the page has moved on, is no second step
const named = ({ offer, step }) => `${offer} ${step}`;

export async function add(step) {
  if (pressed.has(named(step))) return flush();
  pressed.add(named(step));
  await put({ ...step, key: crypto.randomUUID(), at: now(), state: "waiting" }).catch((error) => {
    pressed.delete(named(step)); // nothing was kept: it may be pressed again
    throw error;
  });
  changed();
  return flush();
}

// One window at a time; another one that is open finds nothing left to send.
export const flush = () =>
  navigator.locks ? navigator.locks.request("relief-field", sendAll) : sendAll();

async function sendAll() {
  clearTimeout(timer);
  for (const step of await waiting()) {
    const answer = await send("POST", step.api, step.body, { "Idempotency-Key": step.key }).catch(() => ({ status: 0 }));
    if (answer.status === 401) return told(null);
    if (TRY_LATER.has(answer.status) || answer.body?.code === CHANGED) {
      timer = setTimeout(flush, AGAIN);
      return changed();
    }
    if (answer.status < 300) {
      await put({ ...step, state: "sent" });
      if (step.step === "outcome") await dropDraft(step.offer);
    } else {
      pressed.delete(named(step));
      await put({ ...step, state: "failed", title: answer.body?.title ?? "", now: await present(step) });
    }
    await changed();
  }
  if ((await all()).some((step) => step.state !== "waiting")) await told(true);
}

// How it is now, for whoever has to hear that it went otherwise.
async function present(step) {
  const answer = await send("GET", step.api.replace(/\/[a-z-]+$/, ""));
  if (answer.status !== 200) return null;
  const offer = answer.body.offers.find((one) => one.id === step.offer);
  const { state } = offer ?? answer.body;
  const at = offer?.ended_at ?? offer?.shown_arrived_at ?? offer?.shown_departed_at ?? offer?.shown_accepted_at ?? null;
  return { state, at };
}

// What the page shows by itself by now.
export async function dropSent() {
  for (const step of await all()) if (step.state === "sent") await remove(step.n);
}

export function startQueue({ whenChanged, whenTold }) {
  changed = whenChanged;
  told = whenTold;
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.hidden || flush());
}
