// Where the crew is, sent while it allows this: each 15 s at most, the newest only, nothing kept for later.
import { send } from "../kit/forms.js";
import { now } from "../kit/time.js";
import { field } from "./field-stage.js";
import { say } from "./field-words.js";

const CHOICE = "relief_field_where";
const PAUSE = 15000;
let watching = null;
let sentAt = -PAUSE;
let refused = false;

async function told({ coords }) {
  if (!navigator.onLine || performance.now() - sentAt < PAUSE) return;
  sentAt = performance.now();
  const point = { longitude: coords.longitude, latitude: coords.latitude };
  await send("PUT", `/patrol/api/v1/teams/${field().dataset.team}/position`, { point, device_at: new Date(now()).toISOString() });
}

function stop() {
  navigator.geolocation.clearWatch(watching);
  watching = null;
}

function start() {
  if (watching !== null) return;
  const failed = (error) => {
    if (error.code === error.PERMISSION_DENIED) {
      refused = true;
      stop();
    }
    showWhere();
  };
  refused = false;
  watching = navigator.geolocation.watchPosition(told, failed, { enableHighAccuracy: true, maximumAge: 10000 });
}

export function showWhere() {
  const button = document.getElementById("where");
  if (!button || !navigator.geolocation) return;
  button.hidden = false;
  button.setAttribute("aria-pressed", String(watching !== null));
  button.querySelector("[data-where-words]").textContent = say(refused ? "where-refused" : watching === null ? "where-off" : "where-on");
}

export function startWhere() {
  if (!navigator.geolocation || field().dataset.looking === "yes") return;
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#where")) return;
    if (watching === null) start();
    else stop();
    localStorage.setItem(CHOICE, watching === null ? "off" : "on");
    showWhere();
  });
  if (localStorage.getItem(CHOICE) === "on") start();
  showWhere();
}
