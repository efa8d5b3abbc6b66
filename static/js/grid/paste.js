/* The clipboard: a rectangle spread over the grid, and one taken out of it. */

import { parseRectangle } from "./rectangle.js";
import { shorthand } from "./shorthand.js";
import { word } from "./words.js";

/** The longest text that is sent for a cell; the server says of a shorter one what is too long. */
const LONGEST = 20_000;

/** The changes that a pasted text makes, and what was left out and why.
 *
 * `lines` are the selected cells, row by row. A single text fills all of them; a rectangle begins
 * at the first, and is repeated where the selection is a multiple of it. An empty cell changes
 * nothing. On one zone's page (`isColumn`) the indicators stand in a single column. */
export function spread(text, lines, book, { isColumn = false } = {}) {
  const texts = repeated(parseRectangle(text), lines);
  const [[first]] = lines;
  const notices = new Map();
  const changes = [];
  let outside = 0;
  texts.forEach((row, down) => {
    row.forEach((value, right) => {
      if (!value) return;
      const cell = isColumn ? below(first, book, down, right) : beside(first, book, down, right);
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

/** The selected cells as a spreadsheet takes them: what they say, tabs and line ends between. */
export function copied(lines) {
  return lines.map((cells) => cells.map(textOf).join("\t")).join("\n");
}

/** A cell in words that may be pasted again: a unit other than the column's stands behind it. */
function textOf({ typed, stored, column }) {
  if (typed.state) return [word(`write-${typed.state}`), typed.reason].filter(Boolean).join("：");
  if (!typed.value) return stored.shown;
  const isOther = column.units.length > 1 && typed.unit && typed.unit !== column.unit;
  return `${typed.value}${isOther ? typed.unit : ""}`;
}

function repeated(texts, lines) {
  const height = texts.length;
  const width = Math.max(...texts.map((row) => row.length));
  const isMultiple = lines.length % height === 0 && lines[0].length % width === 0;
  if (!isMultiple) return texts;
  return lines.map((cells, down) =>
    cells.map((_cell, right) => texts[down % height][right % width] ?? ""));
}

function typedAs(value, { column }) {
  const { unit, basis } = column;
  return shorthand({ value: value.slice(0, LONGEST), unit, basis, state: "", reason: "" });
}

function beside(first, book, down, right) {
  const row = book.rows[book.rows.indexOf(first.row) + down];
  const column = book.columns[book.columns.indexOf(first.column) + right];
  return row && column ? book.cell(row.code, column.code) : null;
}

function below(first, book, down, right) {
  const column = book.columns[book.columns.indexOf(first.column) + down];
  return column && !right ? book.cell(first.row.code, column.code) : null;
}
