// The server's time, carried on between heartbeats by the device's own steady counter. A demonstration clock may run
// faster than real time: the pace is that of the last two heartbeats.
let base = Date.parse(document.documentElement.dataset.now);
let heard = performance.now();
let pace = 1;

// Milliseconds since 1970 by the server's clock.
export function now() {
  return base + (performance.now() - heard) * pace;
}

export function heartbeat(text) {
  const told = Date.parse(text);
  if (Number.isNaN(told)) return;
  const here = performance.now();
  const passed = here - heard;
  const measured = (told - base) / passed;
  if (passed > 1000) pace = measured > 1.2 && measured < 120 ? measured : 1;
  base = told;
  heard = here;
}

const office = { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
const written = new Intl.DateTimeFormat("en-GB", office);

// 22:47:36
export function officeClock(milliseconds) {
  return written.format(new Date(milliseconds));
}

// 22:47, of milliseconds or of a moment as the API writes it.
export function officeMinute(at) {
  return officeClock(typeof at === "string" ? Date.parse(at) : at).slice(0, 5);
}
