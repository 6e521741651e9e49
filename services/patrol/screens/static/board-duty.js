// Who leads the area now, until when, and whether they have read an alert. The roster is the directory's: patrol keeps
// no copy, the page asks for it, now and again since a leader is relieved while it is open.
import { asked } from "./board-names.js";

const AGAIN = 300000;
let leader = null;

const day = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Shanghai" });
const clock = (moment) => day.format(new Date(moment));
const hours = ({ from, until }) => `${clock(from)}—${clock(until)}`;

function sayRead() {
  const place = document.querySelector("[data-leader-read]");
  const alerts = document.querySelector("[data-readings]");
  if (!leader || !alerts) return;
  const time = JSON.parse(alerts.dataset.readings)[`person:${leader.id}`];
  const owed = document.querySelector("#alert-list [data-alert]");
  place.textContent = time ? place.dataset.read.replace("{time}", clock(time)) : owed ? place.dataset.unread : "";
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
