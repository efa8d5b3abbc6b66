/* What a cell of the grid shows: its figure, unit and signs; and a row's badge. */

import { checkSign } from "./checks.js";
import { badge, icon, make } from "./dom.js";
import { sign } from "./status.js";
import { word } from "./words.js";

/** Prints everything of a cell but its figure. */
export function printAround(td, cell) {
  td.dataset.status = cell.status;
  td.toggleAttribute("data-open", cell.isOpen);
  td.setAttribute("aria-readonly", String(!cell.isOpen));
  td.querySelector(".zg-unit").textContent = unitText(cell);
  td.querySelector(".zg-signs").replaceChildren(
    ...[checkSign(cell), remarkSign(cell), sign(cell, { hasRoom: true })].filter(Boolean),
  );
}

/** The figure as it stands in the cell while nobody types there. */
export function valueText({ typed, stored, isUnsaved }) {
  if (!isUnsaved) return stored.shown;
  return typed.value || stateText(typed);
}

export function stateText({ state }) {
  return state ? word(`state-${state}`) : "";
}

export function printRow(tr, row) {
  tr.cells[0].querySelector(".zt-badge")?.replaceWith(badge(row.badge));
}

/** The unit and span where they are not the column's. */
function unitText({ typed, column }) {
  if (!typed.value) return "";
  const unit = column.units.find(([code]) => code === typed.unit)?.[1] ?? typed.unit;
  const parts = [];
  if (typed.unit && typed.unit !== column.unit) parts.push(unit);
  if (column.is_cumulative && typed.basis !== column.basis) parts.push(word(typed.basis));
  return parts.join(" ");
}

function remarkSign(cell) {
  if (!cell.remarks.length) return null;
  const text = cell.isMarked ? word("marked") : word("remarked");
  return make(
    "span",
    { class: `zg-sign is-${cell.isMarked ? "marked" : "remarked"}`, title: text },
    icon(cell.isMarked ? "flag" : "info-circle"),
    make("span", { class: "visually-hidden" }, text),
  );
}
