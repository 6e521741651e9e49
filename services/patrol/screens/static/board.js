// The dispatch board: what changes comes by the stream, what a person does goes by keys or mouse.
import { startActs } from "./board-acts.js";
import { startCommand } from "./board-command.js";
import { startLive } from "./board-live.js";
import { startMap } from "./board-map.js";
import { startRows } from "./board-rows.js";
import { startSound } from "./board-sound.js";

const wall = document.documentElement.dataset.mode === "wall";

async function sayMyName() {
  const place = document.querySelector("[data-my-name]");
  if (!place) return;
  const answer = await fetch("/notify/api/v1/me", { credentials: "same-origin" }).catch(() => null);
  if (answer?.ok) place.textContent = (await answer.json()).name;
}

if (wall) document.querySelector(".bar .now").dataset.clock = "minutes";
startMap();
startLive();
startSound();
if (!wall) {
  startRows();
  startActs();
  startCommand();
  sayMyName();
}
