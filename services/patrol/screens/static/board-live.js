// One stream a page. A message says that something changed; soon after, the page asks once for how all is now, and takes
// over what differs. After a cut the rows that changed meanwhile are marked.
import { announce } from "../kit/focus.js";
import { sessionEnded } from "../kit/session.js";
import { tickAll } from "../kit/clocks.js";
import { morph } from "./morph.js";
import { after, before } from "./board-rows.js";

const PAUSE = 300; // milliseconds from the first change to the question: whatever comes together is asked for once
const SPARING = 1000; // between two questions, however much happens
const AGAIN = 5000;
const MARKED = 30000;
let timer = null;
let asking = false;
let dirty = false;
let asked = 0;
let cut = false;

export function refresh(pause = PAUSE) {
  dirty = true;
  if (pause === 0) clearTimeout(timer);
  if (asking || (timer && pause)) return;
  timer = setTimeout(ask, pause && Math.max(pause, asked + SPARING - performance.now()));
}

async function ask() {
  timer = null;
  asking = true;
  asked = performance.now();
  dirty = false;
  const marking = cut;
  cut = false;
  const taken = await take(marking).catch(() => false);
  asking = false;
  if (!taken && marking) cut = true;
  if (!taken || dirty) refresh(taken ? PAUSE : AGAIN);
}

async function take(marking) {
  const mode = document.documentElement.dataset.mode;
  const headers = { "HX-Request": "true" };
  const answer = await fetch(`/patrol/board/main?mode=${mode}`, { credentials: "same-origin", headers });
  if (answer.status === 401) sessionEnded(true);
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const known = versions();
  before(page.body);
  for (const part of [...page.body.children]) {
    const old = part.id && document.getElementById(part.id);
    if (old) morph(old, document.adoptNode(part));
  }
  after();
  tickAll();
  if (marking) mark(known);
  document.dispatchEvent(new CustomEvent("board:changed"));
  return true;
}

const versions = () =>
  new Map([...document.querySelectorAll("#main [data-version]")].map((row) => [row.id, row.dataset.version]));

function mark(known) {
  const rows = [...document.querySelectorAll("#main [data-version]")];
  const changed = rows.filter((row) => known.get(row.id) !== row.dataset.version);
  for (const row of changed) {
    row.dataset.changed = "";
    setTimeout(() => delete row.dataset.changed, MARKED);
  }
  const banner = document.getElementById("again-banner");
  const words = banner.dataset.words.replace("{n}", String(changed.length));
  banner.querySelector("span").textContent = words;
  banner.hidden = false;
  announce(words);
  setTimeout(() => (banner.hidden = true), MARKED);
}

export function startLive() {
  for (const name of ["rescue", "team", "warning", "snapshot"]) document.addEventListener(name, () => refresh());
  document.addEventListener("htmx:sse:after:connection", (event) => {
    if (!event.detail.connection.attempt) return; // the first one
    cut = true;
    refresh();
  });
  document.addEventListener("signed:in", () => refresh(0));
  document.addEventListener("clock:turned", () => refresh(1000));
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  refresh(); // the stream may have begun before this script did
  setInterval(() => refresh(), 30000); // ages of positions, margins and the circle change with time alone
}
