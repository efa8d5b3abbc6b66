/* A pasted rectangle, spread over the grid from the active cell on. */

import { parseRectangle } from "./rectangle.js";
import { word } from "./words.js";

/** The changes that it makes, and what was left out and why; null for a single cell.
 *
 * `columns` are those that the page lays side by side (one zone's page: a single column of figures,
 * so that a pasted column runs down its indicators). An empty cell changes nothing. */
export function spread(text, active, book, { isColumn = false } = {}) {
  const rows = parseRectangle(text);
  if (rows.length === 1 && rows[0].length === 1) return null;
  const notices = new Map();
  const changes = [];
  let outside = 0;
  rows.forEach((texts, down) => {
    texts.forEach((value, right) => {
      if (!value) return;
      const cell = isColumn ? below(active, book, down, right) : beside(active, book, down, right);
      if (!cell) outside += 1;
      else if (cell.row.closed) notices.set(cell.row.label, cell.row.closed);
      else if (cell.column.is_total) notices.set(cell.name, word("is-total"));
      else changes.push({ cell, typed: typedAs(value, cell) });
    });
  });
  const told = [...notices].map(([name, why]) => `${name}${word("colon")}${why}`);
  if (outside) told.push(word("outside", { count: outside }));
  return { changes, notices: told };
}

function typedAs(value, { column }) {
  return { value, unit: column.unit, basis: column.basis, state: "", reason: "" };
}

function beside(active, book, down, right) {
  const row = book.rows[book.rows.indexOf(active.row) + down];
  const column = book.columns[book.columns.indexOf(active.column) + right];
  return row && column ? book.cell(row.code, column.code) : null;
}

function below(active, book, down, right) {
  const column = book.columns[book.columns.indexOf(active.column) + down];
  return column && !right ? book.cell(active.row.code, column.code) : null;
}
