// The pin on our own map: set by a found place, a click or the arrow keys; the division that it lies in is said in full.
import { announce } from "../kit/focus.js";
import { begin, field, form, keep } from "./call.js";
import { draw } from "./map.js";
import { ask } from "./parts.js";

const STEPS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const METRES_A_DEGREE = 111320;
const CLOSE = 15;
let map = null;
let marker = null;
let waiting = null;
let others = null;

export function pinned() {
  const { longitude, latitude } = { longitude: field("longitude")?.value, latitude: field("latitude")?.value };
  return longitude && latitude ? { longitude: Number(longitude), latitude: Number(latitude) } : null;
}

function sign() {
  const icon = '<svg class="icon pin" aria-hidden="true"><use href="#i-pin"></use></svg>';
  return L.divIcon({ html: icon, className: "pin-sign", iconSize: [40, 40], iconAnchor: [20, 38] });
}

function place(point, follow) {
  if (!map) return;
  const at = [point.latitude, point.longitude];
  if (!marker) marker = L.marker(at, { icon: sign(), keyboard: false, interactive: false }).addTo(map);
  else marker.setLatLng(at);
  if (follow === "near") map.setView(at, Math.max(map.getZoom(), CLOSE), { animate: false });
  else if (!map.getBounds().pad(-0.15).contains(at)) map.panTo(at, { animate: false });
}

// `known`: {area, where} of a found place; otherwise the server is asked which division it is.
export function setPin(point, known = null) {
  if (!field("longitude")) return;
  begin();
  field("longitude").value = point.longitude.toFixed(6);
  field("latitude").value = point.latitude.toFixed(6);
  place(point, known ? "near" : "");
  document.getElementById("located").hidden = false;
  if (known) say(known.area, known.where, false);
  else {
    field("area").value = ""; // until it is known; the server finds out by itself
    clearTimeout(waiting);
    waiting = setTimeout(lookUp, 250, point);
  }
}

async function lookUp(point) {
  const told = JSON.stringify(pinned());
  const answer = await ask("/intake/desk/where", point);
  if (answer.status !== 200 || !form() || JSON.stringify(pinned()) !== told) return; // moved, or another call
  const { area, name, outside } = JSON.parse(answer.text);
  say(area, name, outside);
  if (name) announce(name);
}

function say(area, where, outside) {
  const warning = document.getElementById("outside"); // a status: it is read aloud when it appears
  if (warning) warning.hidden = !outside;
  field("area").value = area;
  field("where").value = where;
  const heading = document.getElementById("where");
  heading.textContent = where || heading.dataset.otherwise;
  keep();
  document.dispatchEvent(new CustomEvent("pin:set"));
}

function step(event) {
  const way = STEPS[event.key];
  if (event.target.id !== "pin" || !way || !map || !field("longitude") || event.ctrlKey || event.altKey) return;
  event.preventDefault();
  const from = pinned() ?? { longitude: map.getCenter().lng, latitude: map.getCenter().lat };
  const degrees = (event.shiftKey ? 100 : 10) / METRES_A_DEGREE;
  const squeeze = Math.cos((from.latitude * Math.PI) / 180);
  setPin({ longitude: from.longitude + (way[0] * degrees) / squeeze, latitude: from.latitude + way[1] * degrees });
}

function shown() {
  const point = pinned();
  if (point) {
    place(point, "near");
    if (field("area").value) document.dispatchEvent(new CustomEvent("pin:set"));
    else lookUp(point);
  } else if (form() && marker) {
    marker.remove();
    marker = null;
  }
  if (field("where")?.value) document.getElementById("where").textContent = field("where").value;
  const located = document.getElementById("located");
  if (located) located.hidden = !point;
}

export async function startPin() {
  const frame = document.getElementById("map");
  if (!frame) return;
  map = await draw(frame);
  map?.on("click", (event) => setPin({ longitude: event.latlng.lng, latitude: event.latlng.lat }));
  document.addEventListener("keydown", step);
  document.addEventListener("call:filled", shown);
  shown();
}

const at = ({ dataset }) => [Number(dataset.latitude), Number(dataset.longitude)];

function named(element, name, sign) {
  const text = document.createElement("span");
  text.className = sign;
  text.dataset.state = "off";
  text.textContent = name;
  const icon = L.divIcon({ html: text, className: "other-sign", iconSize: null });
  return L.marker(at(element), { icon, keyboard: false, interactive: false });
}

// The way of the team that would be there first, as the crow flies.
function way() {
  const first = document.querySelector("[data-team][aria-current]");
  const point = first && pinned();
  if (!point) return [];
  const color = getComputedStyle(document.documentElement).getPropertyValue("--pri").trim();
  const ends = [at(first), [point.latitude, point.longitude]];
  return [L.polyline(ends, { color, weight: 4, dashArray: "1 9", interactive: false })];
}

// The candidates for the same person, each where it was reported, and the teams that could come.
export function showOthers() {
  if (!map) return;
  others?.remove();
  const reports = [...document.querySelectorAll("[data-candidate]")].map((one) => named(one, one.dataset.number, "map-label"));
  const teams = [...document.querySelectorAll("[data-team]")].map((one) => named(one, one.dataset.team, "team-label"));
  others = L.layerGroup([...way(), ...reports, ...teams]).addTo(map);
}
