// Whoever may be the same person is looked for again when the place, the number or the signs have changed: what else
// stands in the form, right or wrong, changes nothing.
import { form } from "./call.js";
import { ask, put } from "./parts.js";
import { pinned, showOthers } from "./pin.js";

const COMPARED = ["longitude", "latitude", "received_at", "people", "people_exact", "signs"];
const NOWHERE = "";
let waiting = null;
let compared = NOWHERE;

async function compare() {
  if (form()?.dataset.kind !== "sighting") return;
  const told = new URLSearchParams([...new FormData(form())].filter(([name]) => COMPARED.includes(name)));
  const asked = pinned() ? told.toString() : NOWHERE;
  if (asked === compared) return;
  compared = asked;
  const answer = await ask("/intake/desk/same", told);
  if (asked !== compared) return;
  if (answer.status !== 200) compared = null; // asked again at the next change
  else if (form()) put(answer.text);
}

export function startSame() {
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(compare, 300);
  };
  for (const event of ["pin:set", "call:filled"]) document.addEventListener(event, later);
  document.addEventListener("parts:put", showOthers);
  document.addEventListener("input", (event) => ["people", "people_exact", "signs"].includes(event.target.name) && later());
}
