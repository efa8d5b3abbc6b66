/* The bar above the grid: the active cell with what was reported before, and its definition. */

import { checkLines } from "./checks.js";
import { choices } from "./status.js";
import { word } from "./words.js";

export class Bar {
  constructor(root, desk, openMenu) {
    this.root = root;
    this.desk = desk;
    this.part = (name) => root.querySelector(`[data-part=${name}]`);
    /** What a screen reader says of the active cell: why it was refused, then the earlier figures. */
    this.describedBy = `${root.querySelector(".zg-bar-why").id} ${root.querySelector("dl").id}`;
    this.part("open").addEventListener("click", () => this.cell && openMenu(this.cell));
    root.hidden = false;
  }

  show(cell) {
    this.cell = cell;
    const { row, column, stored } = cell;
    const earlier = (figures) => figures[column.code]?.text ?? "—";
    this.part("name").textContent = cell.name;
    this.part("now").textContent = stored.stored || "—";
    this.part("ytd").textContent = stored.year_to_date;
    this.part("last").textContent = earlier(row.last_quarter);
    this.part("before").textContent = earlier(row.year_before);
    this.part("definition").textContent = column.definition;
    this.part("definition").title = column.definition;
    this.part("why").replaceChildren(...this.why(cell));
    this.part("checks").replaceChildren(...checkLines(cell.isUnsaved ? [] : cell.checks));
    this.part("open").disabled = false;
    this.part("history").hidden = false;
    this.part("history").href = this.desk.book.historyOf(cell);
  }

  /** Why the cell is not saved or cannot be typed in; of two figures, which one it shall be. */
  why(cell) {
    if (cell.status === "conflict") return choices(cell, this.desk);
    if (cell.isUnsaved && cell.message) return [cell.message];
    return [cell.row.closed || (cell.column.is_total ? word("is-total") : "")].filter(Boolean);
  }

  /** How many cells are selected, where it is more than one. */
  count(rows, columns) {
    const count = rows * columns;
    this.part("count").textContent = count > 1 ? word("selected", { count, rows, columns }) : "";
  }
}

