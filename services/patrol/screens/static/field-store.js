// What was pressed and is not yet known to be done, in IndexedDB, in the order in which it was pressed.
// One step: {n, key, person, offer, number, step, api, body, at, state: waiting | sent | failed, title, now}
const NAME = "relief-field";
let opening = null;

function opened() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("steps", { keyPath: "n", autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

async function work(mode, act) {
  const database = await opened();
  return new Promise((resolve, reject) => {
    const done = database.transaction("steps", mode);
    const request = act(done.objectStore("steps"));
    done.oncomplete = () => resolve(request?.result);
    done.onerror = done.onabort = () => reject(done.error);
  });
}

const everything = () => work("readonly", (steps) => steps.getAll());
export const all = async () => (await everything()).filter((step) => step.state !== "draft");
export const put = (step) => work("readwrite", (steps) => steps.put(step));
export const remove = (n) => work("readwrite", (steps) => steps.delete(n));

// What is being filled in lies beside the steps, one for each offer, and is none of them: {n, person, offer, panel, values}
const draftName = (offer) => `draft ${offer}`;
export const draftOf = (offer) => work("readonly", (steps) => steps.get(draftName(offer)));
export const keepDraft = (draft) => put({ ...draft, n: draftName(draft.offer), state: "draft" });
export const dropDraft = (offer) => remove(draftName(offer));

// Of offers that are over, also where another phone has said so.
export async function dropOtherDrafts(offer) {
  for (const step of await everything()) if (step.state === "draft" && step.offer !== offer) await remove(step.n);
}

// Somebody else's steps are not sent in this person's name.
export async function keepOnly(person) {
  for (const step of await everything()) if (step.person !== person) await remove(step.n);
}

export async function forget() {
  (await opened()).close();
  opening = null;
  indexedDB.deleteDatabase(NAME);
}
