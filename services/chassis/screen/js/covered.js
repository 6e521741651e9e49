// Words on a map never lie over one another: a lesser one is hidden for as long as a greater one is in its way.
const frameOf = (element) => element.getBoundingClientRect();
const meets = (one, other) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

// Selectors: of what `stays` whatever is under it, and of the `lesser` words, the most telling first.
export function hideCovered(map, stays, lesser) {
  const found = (selectors) => selectors.flatMap((selector) => [...map.querySelectorAll(selector)]);
  const words = found(lesser);
  for (const word of words) word.classList.remove("covered");
  const taken = found(stays).map(frameOf);
  for (const word of words) {
    const own = frameOf(word);
    if (taken.some((other) => meets(own, other))) word.classList.add("covered");
    else taken.push(own);
  }
}
