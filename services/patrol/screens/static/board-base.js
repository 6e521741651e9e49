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
  for (const feature of of("label")) addName(map, feature);
}
