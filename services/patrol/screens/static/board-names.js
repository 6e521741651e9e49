// Names of persons are known to the directory alone; a page without them shows posts.
const known = new Map();

export async function asked(address) {
  const answer = await fetch(`/notify/api/v1/${address}`, { credentials: "same-origin" }).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

async function nameOf(id) {
  if (!known.has(id)) known.set(id, asked(`colleagues/${id}`).then((found) => found?.name ?? ""));
  return known.get(id);
}

// Elements say whom they are about as facts do: `person:<id>`. Keys of machines have no name.
export async function nameAll() {
  for (const place of document.querySelectorAll("[data-person]")) {
    const [kind, id] = place.dataset.person.split(":");
    if (kind !== "person" || place.textContent) continue;
    const name = await nameOf(id);
    if (place.textContent !== name) place.textContent = name;
  }
}
