// Our own map: GeoJSON drawn as SVG in the colours of the tokens, no tiles, nothing from elsewhere.
import { hideCovered } from "../kit/covered.js";
import { ask } from "./parts.js";

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const AREAS = { land: "map-land", urban: "map-urban", park: "map-park", water: "map-water" };

function styleOf({ kind, size }) {
  if (kind in AREAS) return { stroke: false, fill: true, fillColor: token(AREAS[kind]) || token("map-urban"), fillOpacity: 1 };
  if (kind === "stream") return { color: token("map-water"), weight: 3 };
  if (kind === "railway") return { color: token("map-casing"), weight: 2, dashArray: "6 4" };
  return { color: token("map-road"), weight: size === "main" ? 6 : 3 };
}

const casing = ({ size }) => ({ color: token("map-casing"), weight: size === "main" ? 8 : 4 });

function label(feature, at) {
  const text = document.createElement("span");
  text.textContent = feature.properties.name;
  const icon = L.divIcon({ html: text, className: `map-name ${feature.properties.of}`, iconSize: null });
  return L.marker(at, { icon, keyboard: false, interactive: false });
}

function largest(towns) {
  const bounds = towns.features.map((one) => L.geoJSON(one).getBounds());
  const size = (box) => (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth());
  return bounds.sort((one, other) => size(other) - size(one))[0];
}

function nameOfWay(feature) {
  const line = feature.geometry.coordinates;
  const [longitude, latitude] = line[Math.floor(line.length / 2)];
  return label({ properties: { name: feature.properties.name, of: "way" } }, [latitude, longitude]);
}

export async function draw(frame) {
  const answer = await ask(frame.dataset.map);
  if (answer.status !== 200) return null;
  const world = JSON.parse(answer.text);
  const map = L.map(frame, { keyboard: false, zoomControl: false, attributionControl: false, zoomAnimation: false, fadeAnimation: false });
  L.control.zoom({ position: "bottomright", zoomInTitle: frame.dataset.closer, zoomOutTitle: frame.dataset.farther }).addTo(map);
  const of = (...kinds) => ({ type: "FeatureCollection", features: world.features.filter((one) => kinds.includes(one.properties.kind)) });
  const plain = { interactive: false };
  const layers = [
    L.geoJSON(of("land", "urban", "park", "water", "stream"), { ...plain, style: (one) => styleOf(one.properties) }),
    L.geoJSON(of("road"), { ...plain, style: (one) => casing(one.properties) }),
    L.geoJSON(of("road", "railway"), { ...plain, style: (one) => styleOf(one.properties) }),
    L.geoJSON(of("label"), { ...plain, pointToLayer: label }),
  ];
  const ways = of("road").features.filter((one) => one.properties.name).map(nameOfWay);
  map.fitBounds(largest(of("urban")) ?? layers[0].getBounds(), { animate: false });
  for (const layer of [...layers, ...ways]) layer.addTo(map);
  const tidy = () => {
    frame.classList.toggle("far", map.getZoom() < 14);
    hideCovered(frame, [".leaflet-control-zoom"], [".map-name:not(.way) span", ".map-name.way span"]);
  };
  map.on("zoomend moveend resize", tidy);
  tidy();
  document.addEventListener("theme:changed", () => {
    layers[1].setStyle((one) => casing(one.properties));
    for (const layer of [layers[0], layers[2]]) layer.setStyle((one) => styleOf(one.properties));
  });
  return map;
}
