// Who is signed in, by name.
export async function whoAmI() {
  const answer = await fetch("/notify/api/v1/me", { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const { name } = await answer.json();
  for (const element of document.querySelectorAll("[data-me]")) element.textContent = name;
}
