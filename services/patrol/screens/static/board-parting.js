// A call of a rescue is about another person: the desk is asked, which asks patrol. What came of it is said when it is known.
import { send, setBusy } from "../kit/forms.js";
import { toast } from "../kit/toasts.js";
import { say } from "../kit/words.js";
import { show } from "./board-acts.js";

const SIGHTINGS = "/intake/api/v1/sightings";
const PATIENCE = 25; // seconds; after 20 the desk itself waits no longer
const aSecond = () => new Promise((resolve) => setTimeout(resolve, 1000));

async function whatCameOfIt(call) {
  for (let second = 0; second < PATIENCE; second += 1) {
    const answer = await fetch(`${SIGHTINGS}/${call}`, { credentials: "same-origin" }).catch(() => null);
    const joining = answer?.ok ? (await answer.json()).joining : "splitting";
    if (joining !== "splitting") return joining;
    await aSecond();
  }
  return "silent";
}

async function part(button) {
  const { part: call, other, rescue, done, refused } = button.dataset;
  if (button.getAttribute("aria-busy")) return;
  setBusy(button, true);
  const answer = await send("POST", `${SIGHTINGS}/${call}/split`, { other }, { "Idempotency-Key": `part-${call}-${button.dataset.version}` });
  const became = answer.status === 200 ? await whatCameOfIt(call) : null;
  setBusy(button, false);
  if (became === "split") toast(done);
  else toast(became ? refused : (answer.body?.title ?? say("not-reached")), { failed: true });
  if (button.isConnected) show(`/patrol/board/rescues/${rescue}`);
}

export function startParting() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-part]");
    if (button) part(button);
  });
}
