/* Says on the collection's pages what was typed in this browser and never saved, and leads there. */

import { unsavedOf } from "./drafts.js";

const place = document.getElementById("unsaved");
const line = document.getElementById("unsaved-line").content;

for (const [quarter, count] of unsavedOf(place.dataset.person)) {
  const made = line.cloneNode(true);
  const text = made.querySelector("[data-text]");
  text.textContent = text.textContent.replace("{count}", count).replace("{quarter}", quarter);
  made.querySelector("a").href = place.dataset.grid.replace("QUARTER", quarter);
  place.append(made);
}
