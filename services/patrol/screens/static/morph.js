// Makes an element equal to a fresh one and keeps whatever stays: focus, caret, scroll position. Elements are the same
// when their ids are; without an id, when they stand in the same order. The one that holds the focus is never moved.
const OURS = new Set(["data-changed", "data-chosen"]); // set by scripts, unknown to the server

export function morph(old, fresh) {
  if (old.hasAttribute("data-keep") || old.isEqualNode(fresh)) return;
  takeAttributes(old, fresh);
  place(old, [...matched(old, fresh)]);
}

function takeAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !OURS.has(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

// The nodes that shall be there, in order: those of the old element, made equal, and new ones.
function* matched(old, fresh) {
  const byId = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  const rest = [...old.childNodes].filter((node) => !node.id);
  for (const node of [...fresh.childNodes]) {
    const same = node.id ? byId.get(node.id) : taken(rest, node);
    yield same && same.nodeName === node.nodeName ? renewed(same, node) : node;
  }
}

function taken(rest, node) {
  const at = rest.findIndex((one) => one.nodeName === node.nodeName);
  return at < 0 ? null : rest.splice(0, at + 1).at(-1);
}

function renewed(old, fresh) {
  if (old.nodeType === Node.ELEMENT_NODE) morph(old, fresh);
  else if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
  return old;
}

function place(parent, wanted) {
  const staying = new Set(wanted);
  for (const node of [...parent.childNodes]) if (!staying.has(node)) node.remove();
  const active = document.activeElement;
  const still = wanted.findIndex((node) => node.parentNode === parent && node !== active && node.contains(active) || node === active);
  let next = still < 0 ? null : wanted[still];
  for (let at = still - 1; at >= 0; at -= 1) {
    if (wanted[at].nextSibling !== next || wanted[at].parentNode !== parent) parent.insertBefore(wanted[at], next);
    next = wanted[at];
  }
  let previous = still < 0 ? null : wanted[still];
  for (let at = still + 1; at < wanted.length; at += 1) {
    const following = previous ? previous.nextSibling : parent.firstChild;
    if (following !== wanted[at]) parent.insertBefore(wanted[at], following);
    previous = wanted[at];
  }
}
