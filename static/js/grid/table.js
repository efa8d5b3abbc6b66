/* The grid of all zones: one input that stands in the active cell, moved by keyboard. */

import { badge, icon, make } from "./dom.js";
import { spread } from "./paste.js";
import { sign } from "./status.js";
import { shorthand } from "./shorthand.js";
import { word } from "./words.js";

const MOVES = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
};

export class Table {
  constructor(root, desk, { bar, openMenu }) {
    Object.assign(this, { root, desk, bar, openMenu, book: desk.book });
    this.places = new Map(); // td by cell key
    this.active = null;
    this.isEditing = false;
    this.isLeaving = false; // after Esc the next Tab leaves the grid
    this.input = make("input", {
      type: "text", class: "zg-input", autocomplete: "off", inputmode: "decimal", maxlength: 60, size: 1,
      "aria-describedby": bar.factsId,
    });
    this.takeUp();
    this.listen();
    desk.on("cell", (cell) => this.render(cell));
    desk.on("row", (row) => this.renderRow(row));
  }

  takeUp() {
    this.root.setAttribute("role", "grid");
    for (const head of this.root.querySelectorAll("thead th")) head.setAttribute("role", "columnheader");
    for (const tr of this.root.tBodies[0].rows) {
      tr.setAttribute("role", "row");
      tr.cells[0].setAttribute("role", "rowheader");
      const row = this.book.rows[tr.sectionRowIndex];
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
    if (first) first.tabIndex = 0;
    this.root.querySelectorAll("[data-pick]").forEach((pick) => this.takePick(pick));
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
      if (!this.root.contains(event.relatedTarget)) this.leave();
    });
    this.root.addEventListener("keydown", (event) => this.press(event));
    this.root.addEventListener("dblclick", () => { this.isEditing = this.input.isConnected; });
    this.input.addEventListener("mousedown", () => {
      if (document.activeElement === this.input) this.isEditing = true;
    });
    this.input.addEventListener("input", () => {
      this.isEditing = true;
      this.desk.type(this.active, this.read());
    });
    this.input.addEventListener("paste", (event) => this.paste(event));
  }

  // The active cell

  goTo(cell) {
    this.activate(cell);
    this.places.get(cell.key).scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  activate(cell) {
    if (this.active === cell && this.places.get(cell.key).contains(document.activeElement)) return;
    this.leave();
    this.active = cell;
    this.isLeaving = false;
    const td = this.places.get(cell.key);
    for (const other of this.root.querySelectorAll("td[tabindex='0']")) other.tabIndex = -1;
    td.classList.add("is-active");
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
    const { value, state } = this.active.typed;
    this.begun = value || (state ? word(`state-${state}`) : "");
    this.input.value = this.begun;
    this.isEditing = false;
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
    if (!this.input.isConnected || !cell?.isOpen) return;
    if (!this.isDirty) return;
    this.begun = this.input.value.trim();
    this.desk.commit([{ cell, typed: shorthand(this.read()) }]);
  }

  read() {
    const cell = this.active;
    const value = this.input.value.trim();
    const reason = cell.typed.state ? "" : cell.typed.reason;
    return { value, unit: cell.unit, basis: cell.basis, state: "", reason: value ? reason : "" };
  }

  // Keys

  press(event) {
    if (event.isComposing || !this.active || event.target.matches("select, a")) return;
    const { key } = event;
    const isCommand = event.ctrlKey || event.metaKey;
    if (key === "F2" || (key === "ArrowDown" && event.altKey)) {
      event.preventDefault();
      this.take();
      return this.openMenu(this.active);
    }
    if (isCommand && !event.altKey && this.command(event)) return undefined;
    if (isCommand || event.altKey) return undefined;
    if (key === "Escape") return this.escape(event);
    if (key === "Tab") return this.tab(event);
    if (key === "Enter") return this.step(event, event.shiftKey ? -1 : 1, 0);
    if (key === "Delete" && !this.isEditing) return this.clear(event);
    if ((key === "Home" || key === "End") && !this.isEditing) return this.edge(event);
    if (!MOVES[key]) return undefined;
    const [down, right] = MOVES[key];
    if (right && this.isEditing) return undefined; // the caret moves
    return this.step(event, down, right);
  }

  /** Whether the key was one of undo and redo, or of the table's corners. */
  command(event) {
    const key = event.key.toLowerCase();
    if (["z", "y"].includes(key) && !this.isDirty) {
      event.preventDefault();
      if (key === "y" || event.shiftKey) this.desk.redo();
      else this.desk.undo();
      this.refresh();
      return true;
    }
    if (["Home", "End"].includes(event.key)) {
      this.edge(event);
      return true;
    }
    return false;
  }

  get isDirty() {
    return this.input.isConnected && this.input.value.trim() !== this.begun;
  }

  /** The active cell's input again as the cell says, after something else changed it. */
  refresh() {
    if (!this.input.isConnected) return;
    this.begin();
    this.input.select();
  }

  escape(event) {
    event.preventDefault();
    if (this.isDirty) this.desk.commit([{ cell: this.active, typed: this.active.typed }]);
    else if (["failed", "conflict"].includes(this.active.status)) this.desk.restore(this.active);
    else this.isLeaving = true;
    this.refresh();
  }

  clear(event) {
    event.preventDefault();
    if (!this.active.isOpen) return;
    this.input.value = "";
    this.take();
    this.refresh();
  }

  tab(event) {
    if (this.isLeaving) return;
    const at = this.book.columns.indexOf(this.active.column) + (event.shiftKey ? -1 : 1);
    const row = this.book.rows.indexOf(this.active.row);
    const width = this.book.columns.length;
    const next = this.book.rows[row + Math.floor(at / width)];
    if (!next) return; // over the edge, out of the grid
    event.preventDefault();
    this.goTo(this.book.cell(next.code, this.book.columns[(at + width) % width].code));
  }

  step(event, down, right) {
    event.preventDefault();
    const row = this.book.rows.indexOf(this.active.row) + down;
    const column = this.book.columns.indexOf(this.active.column) + right;
    if (row < 0) {
      const pick = this.root.querySelector(`[data-pick="${this.active.column.code}"]`);
      pick?.focus();
    } else if (this.book.rows[row] && this.book.columns[column]) {
      this.goTo(this.book.cell(this.book.rows[row].code, this.book.columns[column].code));
    } else {
      this.take();
      this.refresh();
    }
  }

  edge(event) {
    event.preventDefault();
    const rows = this.book.rows;
    const isHome = event.key === "Home";
    const ends = isHome ? rows[0] : rows.at(-1);
    const row = event.ctrlKey || event.metaKey ? ends : this.active.row;
    this.goTo(this.book.cell(row.code, this.book.columns.at(isHome ? 0 : -1).code));
  }

  paste(event) {
    const changes = spread(event.clipboardData.getData("text/plain"), this.active, this.book);
    if (!changes) return; // a single cell goes into the input
    event.preventDefault();
    this.desk.commit(changes.changes);
    this.desk.tell("notice", ...changes.notices);
    this.refresh();
  }

  // What a cell shows

  render(cell) {
    const td = this.places.get(cell.key);
    const isActive = this.active === cell && this.input.isConnected;
    td.dataset.status = cell.status;
    td.toggleAttribute("data-open", cell.isOpen);
    td.setAttribute("aria-readonly", String(!cell.isOpen));
    const value = td.querySelector(".zg-value");
    if (!isActive) value.replaceChildren(this.text(cell));
    else if (!this.isDirty) this.refresh();
    td.querySelector(".zg-unit").textContent = this.unitText(cell);
    td.querySelector(".zg-signs").replaceChildren(
      ...[this.remarkSign(cell), sign(cell)].filter(Boolean),
    );
    if (this.active === cell) this.bar.show(cell);
  }

  text(cell) {
    const { typed, stored } = cell;
    const isStored = !cell.isUnsaved;
    if (isStored) return stored.shown;
    return typed.value || (typed.state ? word(`state-${typed.state}`) : "");
  }

  /** The unit and span where they are not the column's. */
  unitText(cell) {
    const { typed, column } = cell;
    if (!typed.value) return "";
    const unit = column.units.find(([code]) => code === typed.unit)?.[1] ?? typed.unit;
    const parts = [];
    if (typed.unit && typed.unit !== column.unit) parts.push(unit);
    if (column.is_cumulative && typed.basis !== column.basis) parts.push(word(typed.basis));
    return parts.join(" ");
  }

  remarkSign(cell) {
    if (!cell.remarks.length) return null;
    const text = cell.isMarked ? word("marked") : word("remarked");
    return make(
      "span",
      { class: `zg-sign is-${cell.isMarked ? "marked" : "remarked"}`, title: text },
      icon(cell.isMarked ? "flag" : "info-circle"),
      make("span", { class: "visually-hidden" }, text),
    );
  }

  renderRow(row) {
    const tr = this.root.tBodies[0].rows[this.book.rows.indexOf(row)];
    tr.cells[0].querySelector(".zt-badge")?.replaceWith(badge(row.badge));
  }
}
