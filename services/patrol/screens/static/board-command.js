// One line for a search or a command: "033" goes to the row, "033 戊" opens its dispatch with that team chosen, and any
// other words go to the first row that holds them.
import { bind } from "../kit/keys.js";
import { toast } from "../kit/toasts.js";
import { show } from "./board-acts.js";
import { choose } from "./board-rows.js";

const rows = () => [...document.querySelectorAll("#main [data-rescue]")];

function found(text) {
  const [number, ...rest] = text.split(/\s+/);
  const numbered = /^\d+$/.test(number) && rows().find((row) => Number(row.dataset.number) === Number(number));
  if (numbered) return { row: numbered, team: rest.join(" ") };
  return { row: rows().find((row) => row.textContent.toLowerCase().includes(text.toLowerCase())), team: "" };
}

function entered(event) {
  event.preventDefault();
  const field = document.getElementById("command");
  const text = field.value.trim();
  if (!text) return;
  const { row, team } = found(text);
  if (!row) return toast(document.getElementById("command-form").dataset.none + text, { failed: true });
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
