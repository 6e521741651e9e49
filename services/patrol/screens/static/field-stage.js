// The page as it is with what this phone still has to send: each step with its time and delivery, the next one to press.
import { countdown } from "../kit/clocks.js";
import { officeMinute } from "../kit/time.js";
import { remove } from "./field-store.js";
import { say } from "./field-words.js";

const REACHED = { acceptance: "accepted", departure: "en_route", arrival: "arrived", outcome: "done" };
const ORDER = ["offered", "accepted", "en_route", "arrived", "done"];
export const field = () => document.getElementById("field");
let served = field().dataset.stage;

export const stage = () => field().dataset.stage;

// The stage as the server knows it; called whenever its page was taken over.
export function serverSaid() {
  served = field().dataset.stage;
}

export function apply(steps) {
  const own = steps.filter((step) => step.offer === field().dataset.offer && step.state !== "failed");
  const reached = own.map((step) => REACHED[step.step]).filter(Boolean);
  const now = [served, ...reached].sort((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other)).at(-1);
  if (stage() !== now) field().dataset.stage = now;
  for (const part of field().querySelectorAll("[data-when]")) {
    part.hidden = !part.dataset.when.split(" ").includes(now);
  }
  showSteps(own, steps, now);
  showConflicts(steps.filter((step) => step.state === "failed"));
}

function showSteps(own, steps, now) {
  let next = true;
  for (const row of field().querySelectorAll(".steps li")) {
    const mine = own.find((step) => step.step === row.dataset.of);
    const failed = steps.find((step) => step.state === "failed" && step.offer === field().dataset.offer && step.step === row.dataset.of);
    const there = ORDER.indexOf(row.dataset.reaches) <= ORDER.indexOf(now);
    row.className = mine?.state === "waiting" ? "waiting" : there ? "done" : next ? "now" : "ahead";
    if (failed && !there) row.classList.add("failed");
    if (!there) next = false;
    const sign = mine?.state === "waiting" ? "clock" : there ? "check" : "driving";
    row.querySelector("use").setAttribute("href", `#i-${sign}`);
    if (mine) row.querySelector("[data-at]").textContent = officeMinute(mine.at);
    const place = row.querySelector("[data-delivery]");
    const asks = now === "arrived" ? place.dataset.asks ?? "" : "";
    place.textContent = mine ? delivery(mine) : failed && !there ? say("failed") : there ? say("sent") : asks;
  }
}

// An arrival without a network: how long it took is known all the same.
function delivery(step) {
  const spent = countdown((step.at - Date.parse(field().dataset.since)) / 1000);
  return step.step === "arrival" && step.state === "waiting" ? say("arrived-waiting", { time: spent }) : say(step.state);
}

function showConflicts(failed) {
  const place = document.getElementById("conflicts");
  const known = new Set([...place.children].map((one) => one.dataset.n));
  for (const one of place.children) if (!failed.some((step) => String(step.n) === one.dataset.n)) one.remove();
  for (const step of failed) if (!known.has(String(step.n))) place.append(conflict(step));
}

function conflict(step) {
  const box = document.createElement("div");
  box.className = "conflict";
  box.dataset.n = step.n;
  const line = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  const at = step.now?.at ? ` ${officeMinute(step.now.at)}` : "";
  const what = step.now ? `${say(`state.${step.now.state}`)}${at}` : say("not-ours");
  box.append(
    line("b", say("not-sent", { step: say(step.step), time: officeMinute(step.at), number: step.number })),
    line("p", step.title),
    line("p", say("now", { what })),
  );
  const read = line("button", say("read"));
  read.type = "button";
  read.className = "button";
  read.addEventListener("click", () => remove(step.n).then(() => box.remove()));
  box.append(read);
  return box;
}
