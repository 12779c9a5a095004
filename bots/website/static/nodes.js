// Pieces of the page that are made many times; their markup stands in the page's templates.

/** A fresh copy of a template's element. */
export function newNode(template) {
  return document.getElementById(template).content.firstElementChild.cloneNode(true);
}

/** An id that nobody has yet. `randomUUID` is there only over https; a city's test server may have none. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
