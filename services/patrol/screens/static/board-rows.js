// The list: J and K move, the row under somebody's hands keeps its place, and the focus is never lost.
import { bind } from "../kit/keys.js";

const IDLE = 10000; // then a frozen row may move again
let lastMove = 0;
let frozen = null;
let held = null;

const rows = () => [...document.querySelectorAll("#main [data-row]")];
const focusedRow = () => document.activeElement?.closest?.("#main [data-rescue]") ?? null;
export const chosen = () => document.querySelector("#main [data-chosen]");

export function choose(row, focus = true) {
  for (const other of document.querySelectorAll("#main [data-chosen]")) if (other !== row) delete other.dataset.chosen;
  if (!row) return;
  row.dataset.chosen = "";
  lastMove = performance.now();
  if (focus) row.querySelector("[data-row]").focus();
  document.dispatchEvent(new CustomEvent("board:chosen", { detail: { id: row.dataset.rescue } }));
}

function move(step) {
  const all = rows();
  const at = all.indexOf(focusedRow()?.querySelector("[data-row]") ?? chosen()?.querySelector("[data-row]"));
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))];
  if (next) choose(next.closest("[data-rescue]"));
  release();
}

// Before fresh content is taken over: the focused row stays where it is among the others.
export function before(fresh) {
  const row = focusedRow();
  const scroll = ["rescues-scroll", "side-scroll"].map((id) => [id, document.getElementById(id)?.scrollTop]);
  held = { id: row?.id, at: row ? [...row.parentNode.children].indexOf(row) : -1, active: document.activeElement?.id, scroll };
  frozen = null;
  const list = row && fresh.querySelector(`#${row.parentNode.id}`);
  const same = list && [...list.children].find((one) => one.id === row.id);
  if (!same || performance.now() - lastMove > IDLE) return;
  const should = [...list.children].indexOf(same);
  same.remove();
  list.insertBefore(same, list.children[held.at] ?? null);
  frozen = should === [...list.children].indexOf(same) ? null : row.id;
}

export function after() {
  if (!held) return;
  for (const [id, top] of held.scroll) {
    const list = document.getElementById(id);
    if (list && list.scrollTop !== top) list.scrollTop = top;
  }
  const note = document.getElementById("order-changed");
  if (note) note.hidden = !frozen;
  const lost = !document.activeElement || document.activeElement === document.body;
  if (!lost || !held.active) return;
  const again = document.getElementById(held.active) ?? rows()[Math.min(held.at, rows().length - 1)];
  (again ?? document.getElementById("main")).focus({ preventScroll: true });
}

// The row may take its place: by Esc, a move, or ten seconds without one.
function release() {
  if (!frozen) return;
  lastMove = 0;
  frozen = null;
  document.dispatchEvent(new CustomEvent("snapshot"));
}

export function startRows() {
  const word = (act) => document.querySelector(`[data-act="${act}"] span`)?.textContent ?? "";
  bind("KeyJ", () => move(1), { word: word("down") });
  bind("KeyK", () => move(-1), { word: word("up") });
  bind("Escape", () => (frozen ? release() : false));
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("#main [data-rescue]");
    if (row && !("chosen" in row.dataset)) choose(row, false);
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest?.("#main [data-rescue]");
    if (row && !event.target.closest("a, button")) choose(row);
  });
  document.addEventListener("keydown", () => (lastMove = performance.now()));
  setInterval(() => frozen && performance.now() - lastMove > IDLE && release(), 1000);
}
