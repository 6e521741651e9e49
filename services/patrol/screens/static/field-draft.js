// An outcome that is being filled in outlives a reload: kept where pressed steps are kept, under its offer's name, until
// it was sent or the phone is signed out.
import { draftOf, keepDraft } from "./field-store.js";

const values = (form) => Object.fromEntries(new FormData(form));

export const keep = (form, panel) =>
  keepDraft({ person: document.getElementById("field").dataset.person, offer: form.elements.offer.value, panel, values: values(form) })
    .catch(() => {}); // a full phone: the form itself still has it

// Puts back what was filled in; resolves to the panel on which it was left, null where nothing was.
export async function restore(form) {
  const draft = await draftOf(form.elements.offer.value).catch(() => null);
  if (!draft) return null;
  for (const [name, value] of Object.entries(draft.values)) {
    const field = form.elements[name];
    if (field && name !== "offer") field.value = value; // of radio buttons: checks the one
  }
  return draft.panel;
}
