// The connection as the crew sees it, and the server's time carried over a reload without a network.
import { heartbeat, now } from "../kit/time.js";
import { say } from "./field-words.js";

const WEAK = 8000;
const LOST = 16000;
const OFFSET = "relief_field_offset"; // milliseconds between the server's clock and this phone's
let beatAt = performance.now();
let lost = false;

export const offline = () => !navigator.onLine || lost;

// A kept page carries an old time; the difference of the clocks was noted while there was a connection.
function takeUpTime() {
  const offset = Number(localStorage.getItem(OFFSET));
  if (offset && now() < Date.now() + offset - 5000) heartbeat(new Date(Date.now() + offset).toISOString());
}

export function reached(yes) {
  lost = !yes;
  if (yes) beatAt = performance.now();
  show();
}

function show() {
  const silent = performance.now() - beatAt;
  const state = offline() || silent > LOST ? "offline" : silent > WEAK ? "weak" : "ok";
  const net = document.getElementById("net");
  if (net.dataset.state === state) return;
  net.dataset.state = state;
  net.querySelector("use").setAttribute("href", state === "offline" ? "#i-offline" : "#i-signal");
  net.querySelector("[data-net-text]").textContent = say(state);
  document.dispatchEvent(new CustomEvent("net", { detail: { state } }));
}

export const netState = () => document.getElementById("net").dataset.state;

export function startNet() {
  takeUpTime();
  document.addEventListener("beat", (event) => {
    heartbeat(JSON.parse(event.detail.data).now);
    localStorage.setItem(OFFSET, String(Math.round(now() - Date.now())));
    reached(true);
  });
  addEventListener("online", show);
  addEventListener("offline", show);
  setInterval(show, 1000);
  show();
}
