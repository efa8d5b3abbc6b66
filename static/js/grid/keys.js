/* The keys of the grid, as a spreadsheet has them. */

const MOVES = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
};

export class Keys {
  constructor(table) {
    this.table = table;
    this.book = table.book;
    this.tabbedFrom = null; // the column in which a run of Tabs began: Enter goes back to it
    table.root.addEventListener("keydown", (event) => this.press(event));
    table.root.addEventListener("mousedown", () => { this.tabbedFrom = null; });
  }

  /** Takes a key; what is none of the grid's is left to the input and the browser. */
  press(event) {
    const { table } = this;
    if (event.target.matches("th a")) {
      this.besideZone(event);
      return;
    }
    if (event.isComposing || !table.active || event.target.matches("select")) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const act = isCommand && !event.altKey ? this.command(event) : this.plain(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** On a zone's name, left of its figures: Enter opens its page, the arrows go on. */
  besideZone(event) {
    const tr = event.target.closest("tr");
    const [down, right] = MOVES[event.key] ?? [0, 0];
    const row = this.book.rows[this.book.rows.indexOf(tr.cells[1].cell.row) + down];
    if (!row || (!down && right <= 0)) return;
    event.preventDefault();
    if (down) this.table.trOf(row).querySelector("a").focus();
    else this.table.goTo(tr.cells[1].cell);
  }

  /** What a key without Ctrl does. */
  plain({ key, shiftKey, altKey }) {
    const { table } = this;
    const isReady = table.mode === "ready";
    if ((key === "ArrowDown" && altKey) || (key === "F2" && shiftKey)) return () => this.open();
    if (altKey) return null;
    if (MOVES[key]) return this.arrow(MOVES[key], shiftKey);
    switch (key) {
      case "F2": return () => table.edit();
      case "Escape": return () => this.escape();
      case "Enter": return () => this.enter(shiftKey ? -1 : 1);
      case "Tab": return this.tab(shiftKey ? -1 : 1);
      case "Delete":
      case "Backspace": return isReady || table.selection.isMany ? () => table.clear() : null;
      case "Home":
      case "End": return isReady ? () => this.edge(key === "Home", table.active.row) : null;
      default: return null;
    }
  }

  /** What a key with Ctrl does: undo and redo, filling the selection, the corners. */
  command({ key, shiftKey }) {
    const { table, book } = this;
    const name = key.toLowerCase();
    if (["z", "y"].includes(name) && !table.isDirty) {
      return () => {
        if (name === "y" || shiftKey) table.desk.redo();
        else table.desk.undo();
        table.refresh();
      };
    }
    if (name === "enter" && table.selection.isMany) return () => table.fill();
    if (table.mode === "editing") return null;
    if (name === "home") return () => this.edge(true, book.rows[0]);
    if (name === "end") return () => this.edge(false, book.rows.at(-1));
    return null;
  }

  open() {
    this.table.take();
    this.table.openMenu(this.table.active);
  }

  arrow([down, right], isSelecting) {
    const { table } = this;
    if (right && table.mode === "editing") return null; // the caret moves
    if (isSelecting && table.mode === "ready") {
      return () => table.scrollTo(table.selection.grow(down, right));
    }
    return () => {
      this.tabbedFrom = null;
      this.step(down, right);
    };
  }

  /** Back to what was there; pressed once more, the next Tab leaves the grid. */
  escape() {
    const { table } = this;
    const { active, desk } = table;
    if (table.isDirty || active.status === "typing") desk.rest(active);
    else if (table.selection.isMany) table.selection.begin(active);
    else if (["failed", "conflict"].includes(active.status)) desk.restore(active);
    else table.isLeaving = true;
    table.refresh();
  }

  /** To the next cell that can be typed in, over the line's end to the next line. */
  tab(by) {
    const from = this.table.active;
    const all = this.book.rows.flatMap((row) => this.book.ofRow(row));
    let at = all.indexOf(from) + by;
    while (all[at] && !all[at].isOpen) at += by;
    if (this.table.isLeaving || !all[at]) return null; // over the edge, out of the grid
    return () => {
      this.tabbedFrom = all[at].row === from.row ? this.tabbedFrom ?? from.column : null;
      this.table.goTo(all[at]);
    };
  }

  /** Down, after a run of Tabs below where it began; with Shift up. */
  enter(down) {
    const { columns } = this.book;
    const column = (down > 0 && this.tabbedFrom) || this.table.active.column;
    this.tabbedFrom = null;
    this.step(down, columns.indexOf(column) - columns.indexOf(this.table.active.column));
  }

  step(down, right) {
    const { book, table } = this;
    const row = book.rows.indexOf(table.active.row) + down;
    const column = book.columns[book.columns.indexOf(table.active.column) + right];
    if (row < 0) table.root.querySelector(`[data-pick="${table.active.column.code}"]`)?.focus();
    else if (!column && right < 0) table.trOf(table.active.row).querySelector("a").focus();
    else if (book.rows[row] && column) table.goTo(book.cell(book.rows[row].code, column.code));
    else {
      table.take();
      table.refresh();
    }
  }

  edge(isHome, row) {
    this.table.goTo(this.book.cell(row.code, this.book.columns.at(isHome ? 0 : -1).code));
  }
}
