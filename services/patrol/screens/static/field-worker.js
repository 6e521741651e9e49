// The page's service worker: keeps the frame, so that the page opens without a network as it was last seen.
// Only the page itself and our static files; what is asked of the API is never kept.
const PAGE = "/patrol/field";
const KEPT = "relief-field";
const SLOW = 6000; // milliseconds after which the kept page is shown

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// Led elsewhere means signed out: then nothing may stay.
async function page(request) {
  const cache = await caches.open(KEPT);
  const asked = fetch(request).then(async (answer) => {
    if (answer.type === "opaqueredirect" || answer.redirected) await caches.delete(KEPT);
    else if (answer.ok) await cache.put(PAGE, answer.clone());
    return answer;
  });
  const kept = await cache.match(PAGE);
  if (!kept) return asked;
  const late = new Promise((resolve) => setTimeout(resolve, SLOW, kept.clone()));
  return Promise.race([asked.catch(() => kept), late]);
}

// Addresses hold a hash of what they name: what is kept is right for ever.
async function file(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(KEPT)).put(request, answer.clone());
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { pathname, search, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && pathname === PAGE && !search) event.respondWith(page(event.request));
  else if (pathname.startsWith("/patrol/static/")) event.respondWith(file(event.request));
});
