/* What was typed in an earlier visit and never saved, taken up again. */

import { same } from "./book.js";

/** Puts back what the browser kept of this page, and sends it.
 *
 * Says how much it was, and what else two tabs had left for the same cell: the later one counts. */
export function recall(desk) {
  const { book, drafts } = desk;
  const found = new Map();
  const older = [];
  for (const { key, name, what } of drafts.all()) {
    const cell = book.cells.get(name);
    const isRemark = name.startsWith("remark:") && book.rows.some((row) => row.code === what.zone);
    if (!cell && !isRemark) continue; // of another page
    if (isRemark) recallRemark(desk, name, what);
    const before = found.get(name);
    if (before && !same(before.typed, what.typed)) older.push({ cell, typed: before.typed });
    if (cell) found.set(name, what);
    drafts.remove(key); // this page keeps it from now on
  }
  for (const [name, draft] of found) recallCell(desk, book.cells.get(name), draft);
  const count = desk.waiting;
  if (count) desk.tell("state");
  desk.outbox.send();
  return { count, older };
}

function recallRemark(desk, name, { kept_at: _at, ...said }) {
  desk.remarks.set(said.id, said);
  desk.drafts.put(name, said);
}

function recallCell(desk, cell, draft) {
  if (same(draft.typed, cell.stored.typed)) return;
  cell.typed = draft.typed;
  cell.base = draft.base ?? "";
  cell.sent = draft.sent ?? [];
  cell.status = "waiting";
  desk.drafts.keep(cell);
  desk.tell("cell", cell);
}
