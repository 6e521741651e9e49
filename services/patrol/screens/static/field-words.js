// The page's own words: say("kept", {n: 2}).
import { officeClock } from "../kit/time.js";

const words = JSON.parse(document.getElementById("field-words").textContent);

export const say = (name, values = {}) => (words[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key]);
export const minute = (at) => officeClock(typeof at === "string" ? Date.parse(at) : at).slice(0, 5);
