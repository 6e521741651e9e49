// How much waits on another page, beside the link to it: asked of whoever keeps that page, now and again.
const AGAIN = 60000;

async function renew(place) {
  if (document.hidden) return;
  const answer = await fetch(place.dataset.count, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return; // what was counted last stays
  const { count } = await answer.json();
  place.querySelector("span").textContent = count;
  place.hidden = !count;
}

export function startCounts() {
  for (const place of document.querySelectorAll("[data-count]")) {
    renew(place);
    setInterval(() => renew(place), AGAIN);
  }
}
