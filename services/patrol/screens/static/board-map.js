// The map: our own drawing underneath, then veil and circle, leaders, signs. The list is its equal: nothing here is
// reached by Tab but the zoom. Once somebody has touched it, it stays as it is until 回到全图 (0).
import { hideCovered } from "../kit/covered.js";
import { drawBase } from "./board-base.js";
import { drawCircle } from "./board-circle.js";
import { drawLabels } from "./board-labels.js";
import { drawSigns } from "./board-signs.js";

const NEAR = 0.5; // of what is shown anyway, on each side
const NAMES = [96, 0]; // pixels: they stand to the right of their signs
const STAY = [".map-label", ".sign", ".legend", ".leaflet-control-zoom", ".gap > .icon", ".place > .icon"];
const LESSER = [".gap .name", ".place .name", ".place .beds", ".base-name:not(.along) > span", ".base-name.along > span"];
const BEYOND = 0.1; // of the county, on each side: what lies further out does not make the map smaller
let map = null;
let touched = false;
let data = null;
let chosen = null;
const layers = new Map();

export const read = () => JSON.parse(document.getElementById("map-data").textContent);

const county = () => data.frame && L.latLngBounds(data.frame).pad(BEYOND);

export function wholeMap() {
  touched = false;
  const frame = county();
  const inside = (at) => !frame || frame.contains(at);
  const of = (...kinds) => kinds.flatMap((kind) => data[kind].map((one) => one.at)).filter(inside);
  const busy = of("rescues", "teams"); // where something happens, and what lies around it: places far out would make the rest too small
  const around = busy.length > 2 && L.latLngBounds(busy).pad(NEAR);
  const quiet = of("areas", "places").filter((at) => !around || around.contains(at));
  const shown = busy.length || quiet.length ? [...busy, ...quiet] : (data.frame ?? []);
  if (shown.length) map.fitBounds(L.latLngBounds(shown).pad(0.04), { animate: false, maxZoom: 15, paddingBottomRight: NAMES });
}

export function centreOn(id) {
  const rescue = data.rescues.find((one) => one.id === id);
  if (!rescue) return;
  touched = true;
  map.setView(rescue.at, Math.max(map.getZoom(), 14), { animate: false });
}

function draw() {
  for (const layer of layers.values()) layer.remove();
  const shown = (name) => document.querySelector(`[data-layer="${name}"]`)?.checked ?? true;
  layers.set("circle", drawCircle(map, shown("circle") ? data.reaches : []));
  layers.set("signs", drawSigns(map, data, { areas: shown("areas"), places: shown("places") }));
  layers.set("labels", drawLabels(map, data, chosen));
  hideCovered(map.getContainer().parentElement, STAY, LESSER);
}

function renew() {
  data = read();
  const frame = county();
  const hidden = data.rescues.some(({ at }) => !map.getBounds().contains(at) && (!frame || frame.contains(at)));
  if (hidden && !touched) wholeMap();
  draw();
}

function mark(id) {
  chosen = id;
  for (const label of document.querySelectorAll("#map .marker[data-rescue-id]")) {
    label.classList.toggle("chosen", label.dataset.rescueId === id);
  }
}

export function startMap() {
  const place = document.getElementById("map");
  if (!place || !window.L) return;
  data = read();
  map = L.map(place, {
    attributionControl: false,
    zoomControl: false,
    keyboard: false,
    zoomAnimation: false,
    fadeAnimation: false,
    markerZoomAnimation: false,
    inertia: false,
    zoomSnap: 0.25,
    renderer: L.svg({ padding: 0.5 }),
  });
  const { zoomIn, zoomOut } = place.dataset;
  L.control.zoom({ position: "bottomright", zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  map.setView([0, 0], 12);
  drawBase(map).then(() => {
    wholeMap();
    draw();
  });
  wholeMap();
  map.on("zoomend moveend resize", draw);
  for (const kind of ["pointerdown", "wheel"]) place.addEventListener(kind, () => (touched = true), { passive: true });
  document.addEventListener("board:changed", renew);
  document.addEventListener("board:chosen", (event) => mark(event.detail.id));
  document.getElementById("layers")?.addEventListener("change", draw);
}
