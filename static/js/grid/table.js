/* The grid of all zones: one input that stands in the active cell, moved as in a spreadsheet.

   Three ways to be in a cell: "ready" (a key replaces what it says), "typing" (arrows take what was
   typed and go on) and "editing" (F2, a double click: arrows move the caret). */

import { printAround, printRow, stateText, valueText } from "./cellview.js";
import { make } from "./dom.js";
import { Keys } from "./keys.js";
import { copied, spread } from "./paste.js";
import { afterPress } from "./press.js";
import { Selection } from "./selection.js";
import { shorthand } from "./shorthand.js";

export class Table {
  constructor(root, desk, { bar, openMenu }) {
    Object.assign(this, { root, desk, bar, openMenu, book: desk.book });
    this.places = new Map(); // td by cell key
    this.active = null;
    this.mode = "ready";
    this.isLeaving = false; // after Esc the next Tab leaves the grid
    this.selection = new Selection(this.book, this.places, () => this.showSelection());
    this.input = make("input", {
      type: "text", class: "zg-input", autocomplete: "off", inputmode: "decimal", maxlength: 20_000,
      size: 1, "aria-describedby": bar.describedBy,
    });
    this.takeUp();
    this.listen();
    this.listenToMouse();
    new Keys(this);
    desk.on("cell", (cell) => this.render(cell));
    desk.on("row", (row) => printRow(this.trOf(row), row));
  }

  takeUp() {
    this.root.setAttribute("role", "grid");
    this.root.setAttribute("aria-multiselectable", "true");
    for (const head of this.root.querySelectorAll("thead th")) head.setAttribute("role", "columnheader");
    for (const row of this.book.rows) {
      const tr = this.trOf(row);
      tr.setAttribute("role", "row");
      tr.cells[0].setAttribute("role", "rowheader");
      tr.cells[0].querySelector("a").tabIndex = -1; // reached by the arrow to the left
      this.book.columns.forEach((column, at) => {
        const td = tr.cells[at + 1];
        const cell = this.book.cell(row.code, column.code);
        this.places.set(cell.key, td);
        td.cell = cell;
        td.tabIndex = -1;
        td.setAttribute("role", "gridcell");
        td.setAttribute("aria-readonly", String(!cell.isOpen));
      });
    }
    const first = this.root.querySelector("td[data-open]") ?? this.root.querySelector("td");
    if (first?.cell) this.stop = first;
    if (this.stop) this.stop.tabIndex = 0;
    this.root.querySelectorAll("[data-pick]").forEach((pick) => this.takePick(pick));
  }

  trOf(row) {
    return this.root.tBodies[0].rows[this.book.rows.indexOf(row)];
  }

  /** A column's unit and span, for the figures typed from now on. */
  takePick(pick) {
    const column = this.book.columns.find((one) => one.code === pick.dataset.pick);
    pick.hidden = false;
    pick.tabIndex = -1;
    pick.value = `${column.unit} ${column.basis}`;
    pick.addEventListener("change", () => {
      [column.unit, column.basis] = pick.value.split(" ");
      for (const row of this.book.rows) this.render(this.book.cell(row.code, column.code));
    });
    pick.addEventListener("keydown", (event) => {
      if (!["Enter", "Escape"].includes(event.key)) return;
      event.preventDefault();
      this.goTo(this.book.cell(this.book.rows[0].code, column.code));
    });
  }

  listen() {
    this.root.addEventListener("focusin", (event) => {
      const td = event.target.closest("td");
      if (td?.cell && event.target !== this.input) this.activate(td.cell);
    });
    this.root.addEventListener("focusout", (event) => {
      if (event.relatedTarget?.closest?.("td")?.cell) return; // that one is activated
      // Where only the window is left, to copy something elsewhere, the cell stays the active one.
      if (document.activeElement === event.target) this.take();
      else afterPress(() => this.leave());
    });
    this.input.addEventListener("input", () => {
      if (this.mode === "ready") this.mode = "typing";
      if (this.isDirty) this.desk.type(this.active, this.read());
      else this.desk.rest(this.active);
    });
    this.root.addEventListener("paste", (event) => this.paste(event));
    this.root.addEventListener("copy", (event) => this.copy(event));
    this.root.addEventListener("cut", (event) => {
      if (this.copy(event)) this.clear();
    });
  }

  listenToMouse() {
    this.root.addEventListener("dblclick", () => this.edit());
    this.root.addEventListener("mousedown", (event) => {
      const td = event.target.closest("td");
      if (event.target === this.input && document.activeElement === this.input && !event.shiftKey) {
        this.mode = "editing"; // a second click sets the caret
      }
      if (!td?.cell || !this.active) return;
      if (!event.shiftKey) {
        if (td.cell === this.active) this.selection.begin(td.cell);
        return;
      }
      event.preventDefault();
      this.selection.reach(td.cell);
    });
    this.root.addEventListener("mouseover", (event) => {
      const td = event.target.closest("td");
      if (event.buttons !== 1 || !td?.cell || !this.active || td.cell === this.selection.corner) return;
      this.take();
      this.selection.reach(td.cell);
      this.refresh();
    });
  }

  // The active cell

  goTo(cell) {
    this.activate(cell);
    this.scrollTo(cell);
  }

  scrollTo(cell) {
    this.places.get(cell.key).scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  activate(cell) {
    const td = this.places.get(cell.key);
    if (this.active === cell && td.contains(document.activeElement)) {
      if (this.input.isConnected) this.input.focus({ preventScroll: true }); // clicked beside it
      return;
    }
    this.leave();
    this.active = cell;
    this.isLeaving = false;
    this.stop.tabIndex = -1;
    this.stop = td;
    td.classList.add("is-active");
    this.selection.begin(cell);
    this.bar.show(cell);
    if (!cell.isOpen) {
      td.tabIndex = 0;
      td.focus({ preventScroll: true });
      return;
    }
    this.begin();
    this.input.setAttribute("aria-label", cell.name);
    this.input.setAttribute("aria-invalid", String(cell.status === "failed"));
    td.querySelector(".zg-value").replaceChildren(this.input);
    this.input.focus({ preventScroll: true });
    this.input.select();
  }

  /** The input begins with what the cell says: what was typed, or the state's name. */
  begin() {
    this.begun = this.active.typed.value || stateText(this.active.typed);
    this.input.value = this.begun;
    this.mode = "ready";
  }

  /** Leaves the active cell; what was typed there is taken. */
  leave() {
    const cell = this.active;
    if (!cell) return;
    this.take();
    this.active = null;
    const td = this.places.get(cell.key);
    td.classList.remove("is-active");
    td.tabIndex = 0;
    this.render(cell);
  }

  take() {
    const cell = this.active;
    if (!cell || !this.input.isConnected) return;
    if (!this.isDirty) {
      this.desk.rest(cell);
      return;
    }
    this.begun = this.input.value.trim();
    this.desk.commit([{ cell, typed: shorthand(this.read()) }]);
  }

  read() {
    const cell = this.active;
    const value = this.input.value.trim();
    const reason = cell.typed.state ? "" : cell.typed.reason;
    return { value, unit: cell.unit, basis: cell.basis, state: "", reason: value ? reason : "" };
  }

  /** The caret in the cell's text, as F2 puts it. */
  edit() {
    if (!this.input.isConnected) return;
    this.mode = "editing";
    const end = this.input.value.length;
    this.input.setSelectionRange(end, end);
  }

  get isDirty() {
    return this.input.isConnected && this.input.value.trim() !== this.begun;
  }

  /** The active cell's input again as the cell says, after something else changed it. */
  refresh() {
    if (!this.active || !this.input.isConnected) return;
    this.begin();
    this.input.select();
  }

  /** What was typed in the active cell, in every selected one. */
  fill() {
    const typed = shorthand(this.read());
    this.begun = this.input.value.trim();
    this.desk.commit(this.selection.cells.map((cell) => ({ cell, typed: { ...typed } })));
    this.refresh();
  }

  /** Empties the selected cells. */
  clear() {
    const empty = { value: "", unit: "", state: "", reason: "" };
    this.desk.commit(
      this.selection.cells.map((cell) => ({ cell, typed: { ...empty, basis: cell.basis } })),
    );
    this.refresh();
  }

  showSelection() {
    const { lines } = this.selection;
    this.bar.count(lines.length, lines[0]?.length ?? 0);
  }

  // The clipboard

  paste(event) {
    if (!this.active || event.target.matches("select")) return;
    const text = event.clipboardData.getData("text/plain");
    const isText = this.mode !== "ready" && !/[\t\n].*\S/s.test(text);
    if (isText || !text.trim()) return; // into the text that is being typed
    event.preventDefault();
    this.take();
    const { changes, notices } = spread(text, this.selection.lines, this.book);
    this.desk.commit(changes);
    this.desk.tell("notice", ...notices);
    this.refresh();
  }

  /** Whether cells were copied; a part of the text in a cell is the browser's to copy. */
  copy(event) {
    if (!this.active || this.mode !== "ready") return false;
    event.preventDefault();
    event.clipboardData.setData("text/plain", copied(this.selection.lines));
    return true;
  }

  render(cell) {
    const td = this.places.get(cell.key);
    printAround(td, cell);
    if (this.active !== cell) td.querySelector(".zg-value").replaceChildren(valueText(cell));
    else this.renderActive(cell, td);
  }

  /** The active cell keeps its input, and the input what is being typed. */
  renderActive(cell, td) {
    const says = cell.typed.value || stateText(cell.typed);
    if (this.input.isConnected && !cell.isOpen && !this.isDirty) {
      td.querySelector(".zg-value").replaceChildren(valueText(cell));
      td.tabIndex = 0;
      td.focus({ preventScroll: true });
    } else if (this.input.isConnected && !this.isDirty && says !== this.begun) this.refresh();
    this.input.setAttribute("aria-invalid", String(cell.status === "failed"));
    this.bar.show(cell);
  }
}
