// A sound for a breach, for a rescue without a team, and for a new one; every 30 s until somebody has read
// it, and while this person has not pressed or clicked anything. A browser allows sound after the first key only, so that it is off at first and always says so.
const SECONDS = 30;
const NEW = ["breach", "queue"];
let context = null;
let on = false;
let known = null;
let unread = false;
let repeating = null;

function beep(pitch) {
  if (!on || !context) return;
  const tone = context.createOscillator();
  const loudness = context.createGain();
  tone.frequency.value = pitch;
  loudness.gain.setValueAtTime(0.2, context.currentTime);
  loudness.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.4);
  tone.connect(loudness).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.4);
}

function show() {
  const button = document.getElementById("sound");
  if (!button) return;
  button.setAttribute("aria-pressed", String(on));
  button.querySelector("[data-sound-words]").textContent = on ? button.dataset.onWords : button.dataset.offWords;
}

export function toggleSound() {
  on = !on;
  if (on && !context) context = new AudioContext();
  context?.resume();
  show();
  beep(660);
}

// Which rows and alerts are new since the last look; breaches are read out as well.
function heard() {
  show();
  const alerts = [...document.querySelectorAll("#alert-list [data-alert]")];
  const now = new Set([...alerts.map((one) => one.id), ...[...document.querySelectorAll("#rescues > li")].map((one) => one.id)]);
  const fresh = known ? [...now].filter((id) => !known.has(id)) : [];
  known = now;
  if (!fresh.length) return;
  const breach = alerts.find((one) => fresh.includes(one.id) && one.dataset.alert === "breach");
  if (breach) document.getElementById("breach-said").textContent = breach.querySelector(".words").textContent.trim();
  unread = alerts.some((one) => fresh.includes(one.id) && NEW.includes(one.dataset.alert)) || unread;
  beep(breach ? 880 : 660);
  repeating ??= setInterval(() => unread && document.querySelector("#alert-list [data-unread]") && beep(880), SECONDS * 1000);
}

export function startSound() {
  heard();
  document.addEventListener("board:changed", heard);
  for (const kind of ["keydown", "pointerdown"]) document.addEventListener(kind, () => (unread = false));
}
