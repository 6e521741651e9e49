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

export const all = () => work("readonly", (steps) => steps.getAll());
export const put = (step) => work("readwrite", (steps) => steps.put(step));
export const remove = (n) => work("readwrite", (steps) => steps.delete(n));

// Somebody else's steps are not sent in this person's name.
export async function keepOnly(person) {
  for (const step of await all()) if (step.person !== person) await remove(step.n);
}

export async function forget() {
  (await opened()).close();
  opening = null;
  indexedDB.deleteDatabase(NAME);
}
