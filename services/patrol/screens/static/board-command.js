// One line for a search or a command: "033" goes to the row, "033 戊" opens its dispatch with that team chosen, and any
// other words go to the first row that holds them.
import { bind } from "../kit/keys.js";
import { toast } from "../kit/toasts.js";
import { show, showNumbered } from "./board-acts.js";
import { choose } from "./board-rows.js";

const rows = () => [...document.querySelectorAll("#main [data-rescue]")];

function found(text) {
  const [number, ...rest] = text.split(/\s+/);
  const numbered = /^\d+$/.test(number) && rows().find((row) => Number(row.dataset.number) === Number(number));
  if (numbered) return { row: numbered, team: rest.join(" ") };
  return { row: rows().find((row) => row.textContent.toLowerCase().includes(text.toLowerCase())), team: "" };
}

// What is not among the rows: by its number the server may know it; of words the board says how far it has looked.
async function beyond(field, text) {
  const [number, ...rest] = text.split(/\s+/);
  if (/^\d{1,9}$/.test(number) && (await showNumbered(number, rest.join(" ")))) return (field.value = "");
  const cut = document.getElementById("rescues-cut")?.textContent.trim();
  return toast(document.getElementById("command-form").dataset.none + text + (cut ? `. ${cut}` : ""), { failed: true });
}

function entered(event) {
  event.preventDefault();
  const field = document.getElementById("command");
  const text = field.value.trim();
  if (!text) return;
  const { row, team } = found(text);
  if (!row) return beyond(field, text);
  field.value = "";
  choose(row);
  if (team) show(`/patrol/board/rescues/${row.dataset.rescue}/dispatch?team=${encodeURIComponent(team)}`);
}

export function startCommand() {
  const form = document.getElementById("command-form");
  const word = form.querySelector("label span").textContent;
  bind("Slash", () => document.getElementById("command").focus(), { word });
  form.addEventListener("submit", entered);
  document.getElementById("command").addEventListener("keydown", (event) => {
    if (event.key === "Escape") choose(document.querySelector("#main [data-chosen]"));
  });
}
