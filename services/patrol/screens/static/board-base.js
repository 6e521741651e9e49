// The base map: land, towns, parks, water, roads with their casing, railway, names. Colours are those of the style sheet.
const ORDER = ["land", "urban", "park", "water", "stream"];

const line = (name, size) => ({ className: `base-${name} ${size ?? ""}`, interactive: false, smoothFactor: 0.5 });

function add(map, features, style) {
  L.geoJSON({ type: "FeatureCollection", features }, { style, interactive: false }).addTo(map);
}

function addName(map, feature) {
  const [longitude, latitude] = feature.geometry.coordinates;
  const name = document.createElement("span");
  name.textContent = feature.properties.name;
  const icon = L.divIcon({ className: `base-name ${feature.properties.of ?? ""}`, html: name, iconSize: null });
  L.marker([latitude, longitude], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
}

// The name of a road lies along it, at a place of its length that others do not take.
function addAlong(map, feature, place) {
  const line = feature.geometry.coordinates;
  const step = Math.max(1, Math.round((line.length - 2) * [0.2, 0.85, 0.12][place % 3]));
  const [from, to] = [line[step - 1], line[step]].map(([longitude, latitude]) => map.project([latitude, longitude]));
  const turn = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  const name = document.createElement("span");
  name.textContent = feature.properties.name;
  name.style.setProperty("--turn", `${Math.abs(turn) > 90 ? turn + 180 : turn}deg`);
  const icon = L.divIcon({ className: "base-name along", html: name, iconSize: null });
  const [longitude, latitude] = line[step];
  L.marker([latitude, longitude], { icon, interactive: false, keyboard: false, zIndexOffset: -1100 }).addTo(map);
}

export async function drawBase(map) {
  const answer = await fetch("/patrol/board/map.geojson", { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const { features } = await answer.json();
  const of = (kind) => features.filter((feature) => feature.properties.kind === kind);
  for (const kind of ORDER) add(map, of(kind), () => line(kind));
  const roads = of("road");
  add(map, roads, (feature) => line("casing", feature.properties.size));
  add(map, roads, (feature) => line("road", feature.properties.size));
  add(map, of("railway"), () => line("railway"));
  roads.filter((road) => road.properties.name).forEach((road, place) => addAlong(map, road, place));
  for (const feature of of("label")) addName(map, feature);
}
