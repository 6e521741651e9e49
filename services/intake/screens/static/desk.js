// The hotline desk. Each module below minds one part of it.
import { startCall } from "./call.js";
import { startCopying } from "./copying.js";
import { startFields } from "./fields.js";
import { startForeseen } from "./foreseen.js";
import { startParts } from "./parts.js";
import { startPin } from "./pin.js";
import { startPlace } from "./place.js";
import { startReports } from "./reports.js";
import { startSame } from "./same.js";

async function whoAmI() {
  const answer = await fetch("/notify/api/v1/me", { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const { name } = await answer.json();
  for (const element of document.querySelectorAll("[data-me]")) element.textContent = name;
}

startCall();
startCopying();
startPlace();
startFields();
startParts();
startReports();
startSame();
startForeseen();
startPin();
whoAmI();
document.documentElement.dataset.ready = "desk";
