// Reports looked up: the list renews itself, each opens in a dialog.
import { bind, showHelp } from "../kit/keys.js";
import { whoAmI } from "./me.js";
import { startParts } from "./parts.js";
import { startReports } from "./reports.js";

startParts();
startReports();
whoAmI();
bind("F1", showHelp);
document.documentElement.dataset.ready = "look-up";
