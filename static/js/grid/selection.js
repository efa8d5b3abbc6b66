/* The selected rectangle of the grid: from the active cell to the corner that Shift or the mouse
   moves. */

export class Selection {
  /** `places` are the table's cells by key; `changed()` hears of every change. */
  constructor(book, places, changed) {
    Object.assign(this, { book, places, changed });
    this.start = null;
    this.corner = null;
  }

  /** From now on one cell. */
  begin(cell) {
    this.start = this.corner = cell;
    this.paint();
  }

  /** The rectangle from where it began to this cell. */
  reach(cell) {
    if (!this.start || this.corner === cell) return;
    this.corner = cell;
    this.paint();
  }

  /** The corner moved by rows and columns, as far as the grid goes. */
  grow(down, right) {
    const { rows, columns } = this.book;
    const row = rows[rows.indexOf(this.corner.row) + down];
    const column = columns[columns.indexOf(this.corner.column) + right];
    if (row && column) this.reach(this.book.cell(row.code, column.code));
    return this.corner;
  }

  get isMany() {
    return this.start !== this.corner;
  }

  /** The cells as rows of cells, the upper left one first. */
  get lines() {
    if (!this.start) return [];
    const { rows, columns } = this.book;
    const [top, bottom] = between(rows, this.start.row, this.corner.row);
    const [left, right] = between(columns, this.start.column, this.corner.column);
    return rows.slice(top, bottom + 1).map((row) =>
      columns.slice(left, right + 1).map((column) => this.book.cell(row.code, column.code)));
  }

  get cells() {
    return this.lines.flat();
  }

  paint() {
    for (const td of this.painted ?? []) mark(td, false);
    this.painted = this.isMany ? this.cells.map((cell) => this.places.get(cell.key)) : [];
    for (const td of this.painted) mark(td, true);
    this.changed();
  }
}

function mark(td, isSelected) {
  td.classList.toggle("is-selected", isSelected);
  if (isSelected) td.setAttribute("aria-selected", "true");
  else td.removeAttribute("aria-selected");
}

function between(all, one, other) {
  return [all.indexOf(one), all.indexOf(other)].sort((low, high) => low - high);
}
