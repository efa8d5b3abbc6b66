/* The page's words, out of its <template id="grid-words">: word("saved", {count: 3}). */

const words = new Map();
for (const part of document.getElementById("grid-words").content.querySelectorAll("[data-word]"))
  words.set(part.dataset.word, part.textContent);

/** The words under this name, {placeholders} filled in. */
export function word(name, values = {}) {
  const text = words.get(name);
  if (text === undefined) throw new Error(`no words for ${name}`);
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}
