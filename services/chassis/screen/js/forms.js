// Forms that are sent once: an Idempotency-Key minted with the form, aria-busy while under way, errors focused.
//   <form data-once hx-post="…" hx-sync="this:drop">
import { signInAgain } from "./session.js";

const minted = new WeakMap();

export function keyOf(form) {
  if (!minted.has(form)) minted.set(form, crypto.randomUUID());
  return minted.get(form);
}

// After a success: the next press is a new act.
export function renew(form) {
  minted.delete(form);
}

// What was being sent under that key is in the form again.
export function renewWith(form, key) {
  minted.set(form, key);
}

export function setBusy(button, busy) {
  if (!button) return;
  if (busy) {
    button.style.minWidth = `${button.offsetWidth}px`;
    button.setAttribute("aria-busy", "true");
  } else {
    button.removeAttribute("aria-busy");
    button.style.minWidth = "";
  }
}

// JSON to our own address; answers {status, body}, status 0 when the server was not reached. Whose session has ended
// signs in over the page, and the same is sent again.
export async function send(method, address, content, headers = {}) {
  const answer = await sendOnce(method, address, content, headers);
  if (answer.status !== 401 || !(await signInAgain())) return answer;
  return sendOnce(method, address, content, headers);
}

async function sendOnce(method, address, content, headers) {
  try {
    const answer = await fetch(address, {
      method,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", ...headers },
      body: content === undefined ? undefined : JSON.stringify(content),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : null };
  } catch {
    return { status: 0, headers: new Headers(), body: null };
  }
}

// What is being mended is no longer called wrong; whether it is right is said when the form is sent.
function mended({ target }) {
  if (target.getAttribute?.("aria-invalid") !== "true") return;
  target.removeAttribute("aria-invalid");
  for (const id of target.getAttribute("aria-describedby")?.split(" ") ?? []) {
    const said = document.getElementById(id);
    if (said?.matches(".error")) said.hidden = true;
  }
}

const formOf = (event) => event.target.closest?.("form[data-once]");
const buttonOf = (form) => form.querySelector("button[type=submit]");

function reveal(event) {
  const button = event.target.closest?.("[data-reveal]");
  if (!button) return;
  const field = document.getElementById(button.dataset.reveal);
  const hidden = field.type === "password";
  field.type = hidden ? "text" : "password";
  button.setAttribute("aria-pressed", String(hidden));
  button.textContent = hidden ? button.dataset.hide : button.dataset.show;
}

export function startForms() {
  document.addEventListener("click", reveal);
  document.addEventListener("input", mended);
  document.addEventListener("htmx:config:request", (event) => {
    const form = formOf(event);
    if (!form) return;
    event.detail.ctx.request.headers["Idempotency-Key"] = keyOf(form);
    setBusy(buttonOf(form), true);
  });
  document.addEventListener("htmx:finally:request", (event) => {
    const form = formOf(event);
    if (!form) return;
    setBusy(buttonOf(form), false);
    if ([200, 201, 204].includes(event.detail.ctx.response?.status)) renew(form);
  });
  document.addEventListener("htmx:after:swap", () => document.querySelector("[data-focus]")?.focus());
}
