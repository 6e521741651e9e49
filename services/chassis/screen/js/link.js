// The connection as people see it: in time with its lag, late, cut since when, back again. Renewed by the stream's
// heartbeats (every 5 s) and messages; a page without a stream shows none.
import { announce } from "./focus.js";
import { sessionEnded } from "./session.js";
import { heartbeat, now, officeClock } from "./time.js";
import { say } from "./words.js";

const LATE_SECONDS = 5;
const CUT_SECONDS = 15;
const SIGNS = { live: "ok", late: "risk", cut: "bad", again: "again", offline: "offline" };
let heardAt = performance.now();
let heardTime = now();
let lag = 0;
let tries = 0;

function show(state, text) {
  for (const link of document.querySelectorAll("[data-link]")) {
    const turned = link.dataset.state !== state;
    link.dataset.state = state;
    link.querySelector("use").setAttribute("href", `#i-${SIGNS[state]}`);
    link.querySelector("[data-link-text]").textContent = text;
    if (turned && (state === "cut" || state === "again")) announce(text);
  }
  document.documentElement.dataset.stream = state;
}

export function renewLink() {
  const silent = (performance.now() - heardAt) / 1000;
  if (silent > CUT_SECONDS || tries > 0) {
    return show("cut", say("cut", { time: officeClock(heardTime), times: Math.max(1, tries) }));
  }
  const seconds = Math.max(lag, silent - LATE_SECONDS - 1, 0);
  if (seconds > LATE_SECONDS) return show("late", say("late", { seconds: Math.round(seconds) }));
  return show("live", say("live", { seconds: seconds.toFixed(1) }));
}

// Something came over the stream; `at` is the event's own time, where it says one (ISO 8601).
export function heard(at = null) {
  heardAt = performance.now();
  heardTime = now();
  tries = 0;
  sessionEnded(false);
  if (at) lag = Math.max(0, (now() - Date.parse(at)) / 1000);
}

export function startLink() {
  if (!document.querySelector("[data-link]:not([data-still])")) return;
  document.addEventListener("beat", (event) => {
    heartbeat(JSON.parse(event.detail.data).now);
    lag = 0;
    heard();
    renewLink();
  });
  document.addEventListener("htmx:sse:after:message", () => heard());
  document.addEventListener("htmx:sse:error", (event) => {
    tries += 1;
    if (event.detail.status === 401) sessionEnded(true);
    renewLink();
  });
  setInterval(renewLink, 1000);
}
