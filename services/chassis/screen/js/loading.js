// A part that takes longer than three seconds says so, and for how long.
import { say } from "./words.js";

const since = new WeakMap();

export function startLoading() {
  setInterval(() => {
    for (const part of document.querySelectorAll("[data-loading]:not([data-still])")) {
      if (!since.has(part)) since.set(part, performance.now());
      const seconds = Math.floor((performance.now() - since.get(part)) / 1000);
      if (seconds > 3) part.querySelector(".detail").textContent = say("still-loading", { seconds });
    }
  }, 1000);
}
