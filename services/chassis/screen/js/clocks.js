// Every <time data-due> ticks: digits each second, the sentence each minute, and it turns red at the due second.
// The server decides all other states.
import { now, officeClock } from "./time.js";
import { say } from "./words.js";

const TICKING = ["ok", "risk", "bad"];

export function countdown(seconds) {
  const whole = Math.floor(Math.abs(seconds));
  const two = (number) => String(number).padStart(2, "0");
  if (whole < 3600) return `${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
  const hours = Math.floor(whole / 3600);
  if (hours < 24) return say("hours", { hours, minutes: two(Math.floor(whole / 60) % 60) });
  return say("days", { days: Math.floor(hours / 24), hours: hours % 24 });
}

function put(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

function turn(clock, state) {
  clock.dataset.state = state;
  clock.querySelector("use").setAttribute("href", `#i-${state}`);
  const word = clock.querySelector(".word");
  put(word, say(word && "wall" in word.dataset ? `wall-${state}` : state));
  put(clock.querySelector(".which"), say(state === "bad" ? "over" : "left"));
  clock.dispatchEvent(new CustomEvent("clock:turned", { bubbles: true, detail: { state } }));
}

export function tick(clock, at = now()) {
  if (!TICKING.includes(clock.dataset.state)) return;
  const left = (Date.parse(clock.dataset.due) - at) / 1000;
  if (left < 0 && clock.dataset.state !== "bad") turn(clock, "bad");
  const late = clock.dataset.state === "bad";
  const digits = clock.querySelector(".digits");
  const plus = late && clock.classList.contains("on-wall") ? "+" : "";
  put(digits, plus + countdown(late ? Math.min(left, 0) : left));
  digits.classList.toggle("words", Math.abs(left) >= 3600);
  const minutes = Math.floor(Math.abs(left) / 60);
  put(clock.querySelector("[data-sentence]"), say(late ? "minutes-over" : "minutes-left", { minutes }));
  const bar = clock.querySelector("progress");
  if (bar) bar.value = Math.min(1, (at - Date.parse(clock.dataset.from)) / 1000 / Number(clock.dataset.limit));
}

function tickOffers(at) {
  const left = (element, key) => Math.max(0, (Date.parse(element.dataset[key]) - at) / 1000);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const seconds of document.querySelectorAll("[data-seconds-until]")) {
    put(seconds, String(Math.floor(left(seconds, "secondsUntil"))));
  }
  for (const bar of still ? [] : document.querySelectorAll("[data-left-until]")) bar.value = left(bar, "leftUntil");
}

export function tickAll() {
  const at = now();
  for (const clock of document.querySelectorAll("time.clock[data-due]:not([data-still])")) tick(clock, at);
  tickOffers(at);
  for (const clock of document.querySelectorAll("[data-clock]")) {
    put(clock, officeClock(at).slice(0, clock.dataset.clock === "minutes" ? 5 : 8));
  }
}

export function startClocks() {
  if (document.documentElement.hasAttribute("data-still")) return;
  tickAll();
  setInterval(tickAll, 1000);
  document.addEventListener("htmx:after:swap", tickAll);
}
