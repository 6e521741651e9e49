// Parts of the page, each under its id: fetched, replaced, renewed while they are shown. The focus stays where it is.
import { announce } from "../kit/focus.js";
import { heard } from "../kit/link.js";
import { tickAll } from "../kit/clocks.js";
import { toast } from "../kit/toasts.js";

const EARLY_SECONDS = 30; // a fresh report is asked for every second, an older one every five
const SLOWLY = 5;
const begun = new WeakMap();
const shown = new WeakMap(); // each part and the text that it was put as
export const words = () => document.getElementById("desk-words").dataset;

// Answers {status, text}; status 0 when the server was not reached. `data` goes in the body: no address names anybody.
export async function ask(address, data = null, headers = {}) {
  try {
    const answer = await fetch(address, {
      method: data ? "POST" : "GET",
      credentials: "same-origin",
      headers: { "HX-Request": "true", ...headers },
      body: data ? new URLSearchParams(data) : undefined,
    });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return { status: 0, text: "" };
  }
}

function replace(fresh) {
  const old = document.getElementById(fresh.id);
  const text = fresh.outerHTML;
  if (!old || shown.get(old) === text) return;
  const active = document.activeElement;
  const within = old.contains(active) && active.id ? active.id : null;
  const said = old.querySelector("[data-say]")?.textContent;
  if (old.isEqualNode(fresh)) return shown.set(old, text);
  shown.set(fresh, text);
  if (begun.has(old)) begun.set(fresh, begun.get(old));
  old.replaceWith(fresh);
  if (within) document.getElementById(within)?.focus({ preventScroll: true });
  const saying = fresh.querySelector("[data-say]")?.textContent;
  if (saying && saying !== said) announce(saying.trim());
}

export function put(text) {
  const template = document.createElement("template");
  template.innerHTML = text;
  for (const fresh of [...template.content.children]) if (fresh.id) replace(fresh);
  tickAll();
  document.dispatchEvent(new CustomEvent("parts:put"));
}

export const wordsOf = (text) => {
  const template = document.createElement("template");
  template.innerHTML = text;
  return template.content.textContent.replace(/\s+/g, " ").trim();
};

export function complain({ status, text }) {
  const signIn = () => window.open("/notify/sign-in", "_blank", "noreferrer");
  const action = status === 401 ? { word: words().signIn, act: signIn } : null;
  toast(status ? wordsOf(text) : words().unreached, { failed: true, action });
}

let signedOut = false;
async function renew(part, second) {
  if (!begun.has(part)) begun.set(part, second);
  const age = second - begun.get(part);
  const every = part.id === "answer" && age < EARLY_SECONDS ? 1 : SLOWLY;
  if (age === 0 || age % every) return;
  const answer = await ask(part.dataset.poll);
  if (answer.status === 200) {
    heard();
    put(answer.text);
  } else if (answer.status === 401 && !signedOut) {
    signedOut = true;
    complain(answer);
  }
}

export function startParts() {
  let second = 0;
  setInterval(() => {
    second += 1;
    for (const part of document.querySelectorAll("[data-poll]")) if (part.dataset.poll) renew(part, second);
  }, 1000);
}
