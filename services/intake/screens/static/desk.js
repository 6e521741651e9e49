// The hotline desk. Each module below minds one part of it.
import { startCall } from "./call.js";
import { startCopying } from "./copying.js";
import { startFields } from "./fields.js";
import { startForeseen } from "./foreseen.js";
import { whoAmI } from "./me.js";
import { startParts } from "./parts.js";
import { startPin } from "./pin.js";
import { startPlace } from "./place.js";
import { startReports } from "./reports.js";
import { startSame } from "./same.js";

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
