// Whoever may be the same person is looked for again when the place, the number or the signs have changed.
import { form } from "./call.js";
import { ask, put } from "./parts.js";
import { pinned, showOthers } from "./pin.js";

let waiting = null;
let compared = "";

async function compare() {
  if (!form() || !pinned()) return;
  const told = new URLSearchParams(new FormData(form()));
  for (const name of ["caller", "words", "landmark", "road"]) told.delete(name);
  if (told.toString() === compared) return;
  compared = told.toString();
  const answer = await ask("/intake/desk/same", told);
  if (answer.status !== 200 || !form()) return;
  put(answer.text);
}

export function startSame() {
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(compare, 300);
  };
  document.addEventListener("pin:set", later);
  document.addEventListener("parts:put", showOthers);
  document.addEventListener("input", (event) => ["people", "people_exact", "signs"].includes(event.target.name) && later());
}
