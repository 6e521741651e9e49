// The session has ended: said once until somebody is let in again; signing in happens over the page, which keeps what was
// typed. Whoever asks with `send` (forms.js) is asked to sign in and then asks again by itself.
import { open } from "./dialogs.js";
import { say } from "./words.js";

let asking = null;

// Said, or taken back.
export function sessionEnded(ended) {
  const shown = document.getElementById("session-ended");
  if (!ended) shown?.remove();
  if (!ended || shown) return;
  const banner = document.getElementById("signed-out").content.cloneNode(true);
  banner.firstElementChild.id = "session-ended";
  document.getElementById("banner").before(banner);
}

// Resolves to whether somebody is signed in now. Pages for desks only: a phone has its own line, and sends by itself.
export function signInAgain() {
  const dialog = document.getElementById("sign-in-again");
  if (!document.querySelector(".page.desk")) return Promise.resolve(false);
  asking ??= new Promise((resolve) => {
    open(dialog);
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "in"), { once: true });
  }).finally(() => {
    asking = null;
    dialog.returnValue = "";
  });
  return asking;
}

function refuse(form, words, field) {
  const place = document.getElementById("sign-in-again-refused");
  place.querySelector("span").textContent = words;
  place.hidden = !words;
  field?.focus();
}

async function submitted(event) {
  event.preventDefault();
  const form = event.target;
  const [login, password] = ["again-login", "again-password"].map((id) => document.getElementById(id));
  const button = form.querySelector("button[type=submit]");
  if (button.getAttribute("aria-busy")) return;
  const empty = [login, password].find((field) => !field.value);
  if (empty) return empty.focus();
  button.setAttribute("aria-busy", "true");
  const answer = await fetch("/notify/api/v1/sessions", {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ login: login.value, password: password.value }),
  }).catch(() => null);
  button.removeAttribute("aria-busy");
  password.value = "";
  if (answer?.status !== 201) {
    const words = { 401: form.dataset.wrong, 422: form.dataset.wrong, 429: form.dataset.locked };
    return refuse(form, words[answer?.status] ?? say("not-reached"), password);
  }
  refuse(form, "", null);
  sessionEnded(false);
  form.closest("dialog").close("in");
  document.dispatchEvent(new CustomEvent("signed:in"));
}

export function startSession() {
  document.querySelector("#sign-in-again form")?.addEventListener("submit", submitted);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-sign-in-again]")) signInAgain();
  });
  document.addEventListener("htmx:after:request", (event) => {
    if (event.detail.ctx?.response?.status === 401) signInAgain();
  });
}
