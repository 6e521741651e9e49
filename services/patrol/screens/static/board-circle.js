// The circle: clear where a free team comes in time, veiled outside, since the gaps are what matters. Each division has a
// promise of its own, so that its circle ends at its lines.
const SPACE = "http://www.w3.org/2000/svg";
const STEPS = 120;

function element(name, attributes, ...children) {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// Centre and radius in pixels of the container.
function inPixels(map, at, metres) {
  const centre = map.latLngToContainerPoint(at);
  const north = map.latLngToContainerPoint([at[0] + metres / 111195, at[1]]);
  return { x: centre.x, y: centre.y, r: Math.abs(north.y - centre.y) };
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

function lines(map, reach) {
  const corner = (at) => map.latLngToContainerPoint(at);
  return reach.lines.map((line) => `M${line.map((at) => `${corner(at).x.toFixed(1)} ${corner(at).y.toFixed(1)}`).join("L")}Z`).join("");
}

// What is clear of one division, and its edge; both end at the division's lines.
function parts(map, reach, place) {
  const discs = reach.from.map((at) => inPixels(map, at, reach.metres));
  const held = reach.lines.length ? { "clip-path": `url(#division-${place})` } : {};
  const clip = element("clipPath", { id: `division-${place}` }, element("path", { d: lines(map, reach) }));
  const clear = discs.map(({ x, y, r }) => element("circle", { cx: x, cy: y, r, fill: "black" }));
  const edge = element("path", { d: outline(discs), class: "circle-edge" });
  return { clip, clear: element("g", held, ...clear), edge: element("g", held, edge) };
}

export function drawCircle(map, reaches) {
  const { x: width, y: height } = map.getSize();
  const svg = element("svg", { width, height, class: "veil", "aria-hidden": "true" });
  if (reaches.length) {
    const drawn = reaches.map((reach, place) => parts(map, reach, place));
    const mask = element("mask", { id: "circle-mask", maskUnits: "userSpaceOnUse", x: 0, y: 0, width, height });
    mask.append(element("rect", { width, height, fill: "white" }), ...drawn.map((part) => part.clear));
    const veil = element("rect", { width, height, class: "circle-veil", mask: "url(#circle-mask)" });
    svg.append(...drawn.map((part) => part.clip), mask, veil, ...drawn.map((part) => part.edge));
  }
  L.DomUtil.setPosition(svg, map.containerPointToLayerPoint([0, 0]));
  map.getPane("overlayPane").append(svg);
  return svg;
}
