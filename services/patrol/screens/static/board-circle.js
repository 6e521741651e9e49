// The circle: clear inside the reach of a free team, veiled outside, since the gaps are what matters.
const SPACE = "http://www.w3.org/2000/svg";
const STEPS = 120;

function element(name, attributes) {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// Centre and radius in pixels of the container.
function inPixels(map, disc) {
  const centre = map.latLngToContainerPoint(disc.at);
  const north = L.latLng(disc.at[0] + disc.metres / 111195, disc.at[1]);
  return { x: centre.x, y: centre.y, r: Math.abs(map.latLngToContainerPoint(north).y - centre.y) };
}

// The outline of all discs together: of each one the pieces that lie in no other.
function outline(discs) {
  let path = "";
  for (const disc of discs) {
    let drawing = false;
    for (let step = 0; step <= STEPS; step += 1) {
      const angle = (2 * Math.PI * step) / STEPS;
      const x = disc.x + disc.r * Math.cos(angle);
      const y = disc.y + disc.r * Math.sin(angle);
      const inside = discs.some((other) => other !== disc && Math.hypot(x - other.x, y - other.y) < other.r - 0.01);
      if (!inside) path += `${drawing ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
      drawing = !inside;
    }
  }
  return path;
}

export function drawCircle(map, discs) {
  const { x: width, y: height } = map.getSize();
  const svg = element("svg", { width, height, class: "veil", "aria-hidden": "true" });
  const mask = element("mask", { id: "circle-mask", maskUnits: "userSpaceOnUse", x: 0, y: 0, width, height });
  mask.append(element("rect", { width, height, fill: "white" }));
  const round = discs.map((disc) => inPixels(map, disc));
  for (const { x, y, r } of round) mask.append(element("circle", { cx: x, cy: y, r, fill: "black" }));
  svg.append(mask, element("rect", { width, height, class: "circle-veil", mask: "url(#circle-mask)" }));
  svg.append(element("path", { d: outline(round), class: "circle-edge" }));
  if (!discs.length) svg.replaceChildren();
  L.DomUtil.setPosition(svg, map.containerPointToLayerPoint([0, 0]));
  map.getPane("overlayPane").append(svg);
  return svg;
}
