/* What is known of every cell: as stored on the server, as typed here, and how its saving stands. */

const FIELDS = ["value", "unit", "basis", "state", "reason"];
/** Statuses in which a cell holds something that the server does not. */
const UNSAVED = new Set(["typing", "waiting", "saving", "failed", "conflict"]);

/** Whether two typed cells say the same; of an empty one unit and span say nothing. */
export function same(one, other) {
  const names = one.value || other.value ? FIELDS : ["value", "state", "reason"];
  return names.every((name) => (one[name] ?? "") === (other[name] ?? ""));
}

export class Cell {
  constructor(row, column, stored) {
    this.row = row;
    this.column = column;
    this.key = `${row.code} ${column.code}`;
    this.status = "";
    this.before = ""; // the status before somebody began to type
    this.message = "";
    this.by = "";
    this.at = "";
    this.base = null; // the token of what was seen when typing began
    this.own = null; // the token of what this page stored last, or that its person has looked at
    this.sent = []; // what was sent and not answered
    this.remarks = row.remarks[column.code] ?? [];
    this.checks = row.checks[column.code] ?? [];
    this.take(stored);
    this.typed = this.stored.typed;
  }

  /** The figure as the server has it now; what is typed here and not saved stays. */
  take(stored) {
    const empty = { value: "", unit: "", basis: this.column.basis, state: "", reason: "" };
    this.stored = stored ?? { typed: empty, token: "", shown: "", stored: "", year_to_date: "", is_computed: false };
    if (!this.isUnsaved) this.typed = this.stored.typed;
  }

  get isUnsaved() {
    return UNSAVED.has(this.status);
  }

  /** Whether somebody else has stored something here since this page did. */
  get isOthers() {
    return !this.isUnsaved && this.own !== null && this.own !== this.stored.token;
  }

  get isOpen() {
    return !this.row.closed && !this.column.is_total;
  }

  get name() {
    return `${this.row.label} / ${this.column.label}`;
  }

  get isMarked() {
    return this.remarks.at(-1)?.is_follow_up ?? false;
  }

  /** What a number typed here is counted in: its own unit and span, else the column's. */
  get unit() {
    return (this.typed.value && this.typed.unit) || this.column.unit;
  }

  get basis() {
    return (this.typed.value && this.typed.basis) || this.column.basis;
  }
}

export class Book {
  constructor(data) {
    this.data = data;
    this.columns = data.columns;
    this.rows = data.rows;
    this.cells = new Map();
    for (const row of this.rows)
      for (const column of this.columns) {
        const cell = new Cell(row, column, row.cells[column.code]);
        this.cells.set(cell.key, cell);
      }
  }

  cell(zone, indicator) {
    return this.cells.get(`${zone} ${indicator}`);
  }

  /** The address of everything written to a cell. */
  historyOf({ row, column }) {
    return this.data.history_href
      .replace("/zone/", `/${row.code}/`).replace("/indicator/", `/${column.code}/`);
  }

  ofRow(row) {
    return this.columns.map((column) => this.cell(row.code, column.code));
  }

  /** The cells of a zone, after the server has said how it stands. */
  learn(zone, standing) {
    const row = this.rows.find((one) => one.code === zone);
    if (!row) return [];
    row.badge = standing.badge;
    row.token = standing.token;
    // A revision that waits for its reason is open although the figures are verified.
    if (!standing.closed) row.needs_reason = false;
    if (!row.needs_reason) row.closed = standing.closed;
    const cells = this.ofRow(row);
    for (const cell of cells) {
      cell.take(standing.cells[cell.column.code]);
      cell.remarks = standing.remarks[cell.column.code] ?? [];
      cell.checks = standing.checks[cell.column.code] ?? [];
    }
    return cells;
  }

  get unsaved() {
    return [...this.cells.values()].filter((cell) => cell.isUnsaved);
  }
}
