// A new offer is said, rung and felt, every 30 s until it is answered. Browsers allow sound after the first touch only.
import { field, stage } from "./field-stage.js";
import { say } from "./field-words.js";

const SECONDS = 30;
const SOUND = "relief_field_sound";
let context = null;
let known = null;
let repeating = null;

const muted = () => localStorage.getItem(SOUND) === "off";

function ring() {
  if (document.documentElement.dataset.touched) navigator.vibrate?.([400, 150, 400, 150, 400]);
  if (muted() || !context) return;
  for (const [at, pitch] of [[0, 660], [0.25, 880], [0.5, 660]]) {
    const tone = context.createOscillator();
    const loudness = context.createGain();
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.4, context.currentTime + at);
    loudness.gain.exponentialRampToValueAtTime(0.001, context.currentTime + at + 0.22);
    tone.connect(loudness).connect(context.destination);
    tone.start(context.currentTime + at);
    tone.stop(context.currentTime + at + 0.25);
  }
}

export function alertNew() {
  showSound();
  const offer = stage() === "offered" ? field().dataset.offer : null;
  if (offer === known) return;
  known = offer;
  clearInterval(repeating);
  const said = document.getElementById("offer-said");
  said.textContent = offer ? say("new-offer", { place: document.getElementById("offer-place").textContent }) : "";
  if (!offer) return;
  ring();
  repeating = setInterval(ring, SECONDS * 1000);
}

function showSound() {
  const button = document.getElementById("sound");
  if (!button) return;
  const on = Boolean(context) && !muted();
  button.hidden = false;
  button.setAttribute("aria-pressed", String(on));
  button.querySelector("use").setAttribute("href", on ? "#i-sound" : "#i-mute");
  button.querySelector("[data-sound-words]").textContent = say(on ? "sound-on" : "sound-off");
}

function touched(event) {
  document.documentElement.dataset.touched = "yes";
  const button = event.target.closest?.("#sound");
  const on = Boolean(context) && !muted();
  if (button) localStorage.setItem(SOUND, on ? "off" : "on");
  context ??= window.AudioContext ? new AudioContext() : null;
  context?.resume();
  showSound();
  if (button && !on) ring();
}

export function startAlert() {
  document.addEventListener("click", touched, true);
  document.addEventListener("visibilitychange", () => !document.hidden && stage() === "offered" && ring());
  alertNew();
}
