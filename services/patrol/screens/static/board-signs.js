// Key areas, gaps with their names, places with their beds, teams with their sign and where they are going.
const SPACE = "http://www.w3.org/2000/svg";
const ICONS = { warm_point: "warm", relief_station: "home", hospital: "hospital" };

export function icon(name) {
  const svg = document.createElementNS(SPACE, "svg");
  const use = document.createElementNS(SPACE, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export function box(className, ...content) {
  const made = document.createElement("span");
  made.className = className;
  made.append(...content);
  return made;
}

export function marker(at, html, options = {}) {
  const shown = L.divIcon({ className: "marker", html, iconSize: null });
  return L.marker(at, { icon: shown, keyboard: false, interactive: false, ...options });
}

export const onWall = () => document.documentElement.dataset.mode === "wall"; // fewer words there
export const isNamed = (place) => place.kind === "relief_station" || (place.kind === "hospital" && !onWall());

const NAMED_GAPS = 8; // more names than that cover one another; the list has them all

function area(one, named) {
  if (!one.gap) return marker(one.at, box("area", icon("acting")), { zIndexOffset: -600 });
  return marker(one.at, box("gap", icon("gap"), ...(named ? [box("name", one.name)] : [])), { zIndexOffset: -500 });
}

function place(one) {
  const named = box("name", one.name);
  if (one.kind !== "warm_point") return marker(one.at, box("place house", icon(ICONS[one.kind]), ...(isNamed(one) ? [named] : [])), { zIndexOffset: -400 });
  return marker(one.at, box("place", icon("warm"), ...(onWall() ? [] : [box("beds", `${one.taken}/${one.beds}`)])), { zIndexOffset: -450 });
}

const team = (one) => marker(one.at, box(`sign ${one.kind}`, one.sign), { zIndexOffset: 100 });

export function drawSigns(map, data, shown) {
  const layer = L.layerGroup().addTo(map);
  const gaps = data.areas.filter((one) => one.gap);
  for (const one of shown.areas ? data.areas : gaps) area(one, gaps.length <= NAMED_GAPS).addTo(layer);
  for (const one of shown.places ? data.places : []) place(one).addTo(layer);
  for (const one of data.teams) {
    if (one.to) L.polyline([one.at, one.to], { className: "heading", interactive: false }).addTo(layer);
    team(one).addTo(layer);
  }
  return layer;
}
