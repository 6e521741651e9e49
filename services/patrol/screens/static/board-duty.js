// Who leads the area now, until when, and whether they have read an alert. The roster is the directory's: patrol keeps
// no copy, the page asks for it, now and again since a leader is relieved while it is open.
import { officeMinute } from "../kit/time.js";
import { asked } from "./board-names.js";

const AGAIN = 300000;
let leader = null;

const hours = ({ from, until }) => `${officeMinute(from)}—${officeMinute(until)}`;

function sayRead() {
  const place = document.querySelector("[data-leader-read]");
  const alerts = document.querySelector("[data-readings]");
  if (!leader || !alerts) return;
  const time = JSON.parse(alerts.dataset.readings)[`person:${leader.id}`];
  const owed = document.querySelector("#alert-list [data-alert]");
  place.textContent = time ? place.dataset.read.replace("{time}", officeMinute(time)) : owed ? place.dataset.unread : "";
}

async function ask(area) {
  const found = await asked(`duty/now?area=${area}`);
  leader = found?.acting ?? null;
  const place = document.querySelector("[data-leader]");
  place.hidden = !leader;
  if (!leader) return;
  place.querySelector("b").textContent = leader.name;
  place.querySelector("[data-leader-hours]").textContent = hours(found.duty);
  sayRead();
}

export function startDuty() {
  const { area } = document.getElementById("stream").dataset;
  if (!area) return; // whoever sees every area has many leaders
  ask(area);
  setInterval(() => ask(area), AGAIN);
  document.addEventListener("board:changed", sayRead);
}
