// The kit's behaviour on every page. A page's own module imports what it needs from these files.
import { startClocks } from "./clocks.js";
import { startCounts } from "./counts.js";
import { startDialogs } from "./dialogs.js";
import { startFocus } from "./focus.js";
import { startForms } from "./forms.js";
import { startKeys } from "./keys.js";
import { startLink } from "./link.js";
import { startLoading } from "./loading.js";
import { startLook } from "./look.js";
import { startSession } from "./session.js";

startClocks();
startCounts();
startDialogs();
startKeys();
startLook();
startForms();
startFocus();
startLink();
startLoading();
startSession();
