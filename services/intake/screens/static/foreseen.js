// Grade, answer and teams while the caller still speaks: patrol is asked when place, number or signs have changed.
import { send } from "../kit/forms.js";
import { field, form } from "./call.js";
import { ask, put } from "./parts.js";
import { pinned } from "./pin.js";

const WAIT = 300;
const AGAIN = 15_000; // teams move while somebody speaks
const MOST_PEOPLE = 200;
let waiting = null;
let last = "";
let parts = ""; // as they were shown last

function told() {
  const point = pinned();
  const area = field("area")?.value;
  if (!point || !area) return null;
  const chosen = field("people")?.value;
  const count = Number(chosen === "more" ? field("people_exact").value : chosen);
  const people = Number.isInteger(count) && count >= 1 && count <= MOST_PEOPLE ? count : 1;
  return { area, point, people, signs: [...form().querySelectorAll("[name=signs]:checked")].map((sign) => sign.value) };
}

async function foresee(again = false) {
  if (form()?.dataset.kind !== "sighting") return;
  const body = told();
  const ticked = [...form().querySelectorAll("[name=call_back]:checked, [name=anonymous]:checked")].map((box) => [box.name, "yes"]);
  const calling = [...ticked, ["received_at", field("received_at").value]];
  const asked = JSON.stringify([body, calling]);
  if (asked === last && !again) return;
  last = asked;
  const answer = body ? await send("POST", "/patrol/api/v1/foreseen", body) : null;
  const foreseen = answer?.status === 200 ? JSON.stringify(answer.body) : "";
  const shown = await ask("/intake/desk/foreseen", [...calling, ["foreseen", foreseen]]);
  if (shown.status !== 200 || !form() || asked !== last) return;
  parts = shown.text;
  put(parts);
}

export function startForeseen() {
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(foresee, WAIT);
  };
  for (const event of ["pin:set", "call:filled"]) document.addEventListener(event, later);
  document.addEventListener("call:refused", () => parts && put(parts)); // the form is a new one
  const heeded = ["people", "people_exact", "signs", "call_back", "anonymous"];
  document.addEventListener("input", (event) => heeded.includes(event.target.name) && later());
  setInterval(() => form() && pinned() && foresee(true), AGAIN);
}
