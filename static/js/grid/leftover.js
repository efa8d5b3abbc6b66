/* What was typed in this browser for a quarter that is not collected any more: shown, discarded. */

import { make } from "./dom.js";
import { Drafts } from "./drafts.js";
import { measured } from "./measured.js";

const place = document.getElementById("leftover");
const names = JSON.parse(document.getElementById("leftover-names").textContent);
const drafts = new Drafts(place.dataset);

function show() {
  const found = drafts.all();
  place.hidden = !found.length;
  place.querySelector("ul").replaceChildren(...found.map((one) => make("li", {}, line(one))));
}

/** Zone, indicator and what was typed, to be copied. */
function line({ name, what }) {
  const [zone, indicator] = what.typed ? name.split(" ") : [what.zone, what.indicator];
  const cell = [names.zones[zone] ?? zone, names.indicators[indicator] ?? indicator].join(" / ");
  return `${cell}${names.colon}${what.typed ? figure(what.typed) : what.text}`;
}

function figure({ value, unit, basis, state, reason }) {
  const number = value && [measured(value, names.units[unit] ?? unit), names.spans[basis]];
  return [...(number || [names.states[state] ?? "—"]), reason].filter(Boolean).join(" ");
}

place.querySelector("[data-discard]").addEventListener("click", () => {
  for (const { key } of drafts.all()) drafts.remove(key);
  show();
});
show();
