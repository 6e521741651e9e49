// A rescue's label is a clock chip with a leader line to the exact point. Labels that would cover one another, a team or
// a point take the next of eight places around; drawn first, so placed best: late, at risk, in time, stopped. What lies
// outside of the county stands at the edge of the map, on its side, without a leader.
import { box, icon, isNamed, marker, onWall } from "./board-signs.js";

const ORDER = ["bad", "risk", "ok", "late", "off", "check"];
const SIGNS = { off: "check", check: "clock", late: "bad" };
const AROUND = [[0, 1], [1, 1], [1, 0], [1, -1], [0, -1], [-1, -1], [-1, 0], [-1, 1]];

const meets = (one, other) =>
  Math.abs(one.x - other.x) < (one.w + other.w) / 2 + 2 && Math.abs(one.y - other.y) < (one.h + other.h) / 2 + 2;

function placed(point, size, taken, bounds) {
  for (const far of [1, 1.8, 2.6, 3.4]) {
    for (const [right, down] of AROUND) {
      const spot = { x: point.x + right * (size.w * 0.5 + 22) * far, y: point.y + down * (size.h + 10) * far, ...size };
      const inside = spot.x > size.w / 2 && spot.y > size.h / 2 && spot.x < bounds.x - size.w / 2 && spot.y < bounds.y - size.h / 2;
      if (inside && !taken.some((other) => meets(spot, other))) return spot;
    }
  }
  return { x: point.x, y: point.y + size.h + 10, ...size };
}

// The legend and the zoom, which lie over the map.
function overMap(map) {
  const frame = map.getContainer().getBoundingClientRect();
  return [...map.getContainer().parentElement.querySelectorAll(".legend, .leaflet-control-zoom")].map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return { x: x - frame.x + width / 2, y: y - frame.y + height / 2, w: width, h: height };
  });
}

function label(one, chosen) {
  const chip = box("map-label", icon(SIGNS[one.state] ?? one.state), ` ${one.number}`, ...(one.outside ? [icon("navigate")] : []));
  chip.dataset.state = one.state;
  chip.addEventListener("click", () => document.getElementById(`r-${one.id}`)?.focus());
  const made = { html: chip, className: one.id === chosen ? "marker chosen" : "marker" };
  return made;
}

// From the middle straight towards the point, as far as the map goes.
function atEdge(point, size, taken, bounds) {
  const middle = bounds.divideBy(2);
  const [right, down] = [point.x - middle.x, point.y - middle.y];
  const share = Math.min((middle.x - size.w / 2 - 6) / Math.abs(right), (middle.y - size.h / 2 - 6) / Math.abs(down));
  const edge = { x: middle.x + right * share, y: middle.y + down * share, ...size };
  return taken.some((other) => meets(edge, other)) ? placed(edge, size, taken, bounds) : edge;
}

export function drawLabels(map, data, chosen) {
  const layer = L.layerGroup().addTo(map);
  const wall = onWall();
  const size = wall ? { w: 104, h: 42 } : { w: 66, h: 26 };
  const where = (at) => map.latLngToContainerPoint(at);
  const taken = data.teams.map((one) => ({ ...where(one.at), w: wall ? 40 : 28, h: wall ? 38 : 22 }));
  taken.push(...data.rescues.map((one) => ({ ...where(one.at), w: 10, h: 10 })));
  const words = (one) => ({ ...where(one.at), w: wall ? 28 : 60, h: wall ? 28 : 18 });
  const house = (one) => ({ ...where(one.at), w: 84, h: 60 }); // with its name above
  taken.push(...data.places.map((one) => (isNamed(one) ? house(one) : words(one))));
  taken.push(...data.areas.filter((one) => one.gap).map(words));
  taken.push(...overMap(map));
  const urgent = [...data.rescues].sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state));
  urgent.forEach((one, place) => {
    const point = where(one.at);
    const seen = L.bounds([0, 0], map.getSize()).contains(point);
    if (!seen && !one.outside) return;
    const wide = one.outside ? { ...size, w: size.w + 20 } : size;
    const spot = (seen ? placed : atEdge)(point, wide, taken, map.getSize());
    taken.push(spot);
    const at = map.containerPointToLatLng([spot.x, spot.y]);
    if (seen) {
      L.polyline([one.at, at], { className: "leader", interactive: false }).addTo(layer);
      L.circleMarker(one.at, { className: "exact", radius: 4, interactive: false }).addTo(layer);
    }
    const made = L.divIcon({ ...label(one, chosen), iconSize: null });
    const shown = marker(at, "", { icon: made, interactive: true, zIndexOffset: 1000 - place }).addTo(layer);
    shown.getElement().dataset.rescueId = one.id;
  });
  return layer;
}
