// The page as an app: its frame is kept on the phone while somebody is signed in, and nothing after that.
import { forget } from "./field-store.js";
import { waiting } from "./field-queue.js";
import { say } from "./field-words.js";

const KEPT = "relief-field";
const OWN = ["relief_field_offset", "relief_field_where", "relief_field_sound"];

export const keepPage = async (text) => {
  if (!("caches" in window) || location.search) return;
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  await (await caches.open(KEPT)).put("/patrol/field", new Response(text, { headers }));
};

export const forgetPage = async () => "caches" in window && caches.delete(KEPT);

async function keepFiles() {
  // The icon is no resource that performance counts, and is asked for at each opening.
  const named = [...document.querySelectorAll("link[href]")].map((one) => one.href);
  const loaded = performance.getEntriesByType("resource").map((one) => one.name);
  const files = [...loaded, ...named].map((one) => new URL(one).pathname);
  const ours = [...new Set(files.filter((path) => path.startsWith("/patrol/static/")))];
  const cache = await caches.open(KEPT);
  for (const path of ours) if (!(await cache.match(path))) await cache.add(path).catch(() => {});
  for (const kept of await cache.keys()) {
    const { pathname } = new URL(kept.url);
    if (pathname.startsWith("/patrol/static/") && !ours.includes(pathname)) await cache.delete(kept);
  }
}

async function leave(event) {
  const form = event.target.closest?.("form[data-sign-out]");
  if (!form) return;
  event.preventDefault();
  const left = (await waiting()).length;
  if (left && !confirm(say("leave", { n: left }))) return;
  for (const name of OWN) localStorage.removeItem(name);
  await forgetPage();
  await forget();
  const known = await navigator.serviceWorker?.getRegistration("/patrol/field");
  await known?.unregister();
  form.submit();
}

export async function startShell() {
  document.addEventListener("submit", leave);
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register("/patrol/field-worker.js", { scope: "/patrol/field" });
  if (navigator.onLine) await keepFiles();
  document.documentElement.dataset.shell = "kept";
}
