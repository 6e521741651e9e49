// The page's own words: say("kept", {n: 2}).
const words = JSON.parse(document.getElementById("field-words").textContent);

export const say = (name, values = {}) => (words[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key]);
