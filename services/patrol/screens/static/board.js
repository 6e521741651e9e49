// The dispatch board: what changes comes by the stream, what a person does goes by keys or mouse.
import { startDuty } from "./board-duty.js";
import { startActs } from "./board-acts.js";
import { startCommand } from "./board-command.js";
import { startLive } from "./board-live.js";
import { startMap } from "./board-map.js";
import { asked, nameAll } from "./board-names.js";
import { startParting } from "./board-parting.js";
import { startRows } from "./board-rows.js";
import { startSound } from "./board-sound.js";
import { startWarnings } from "./board-warnings.js";

const wall = document.documentElement.dataset.mode === "wall";

async function sayNames() {
  const mine = document.querySelector("[data-my-name]");
  if (mine) mine.textContent = (await asked("me"))?.name ?? "";
}

if (wall) document.querySelector(".bar .now").dataset.clock = "minutes";
startMap();
startLive();
startSound();
sayNames();
startDuty();
nameAll();
document.addEventListener("board:changed", nameAll);
if (!wall) {
  startRows();
  startActs();
  startCommand();
  startParting();
  startWarnings();
}
