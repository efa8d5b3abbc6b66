/* The menu of one cell, by F2 or Alt+Down: figure, unit, span, state and reason, and remarks. */

import { make } from "./dom.js";
import { remarkLine } from "./remarks.js";
import { choices } from "./status.js";
import { word } from "./words.js";

export class Menu {
  constructor(dialog, desk, { closed }) {
    this.dialog = dialog;
    this.desk = desk;
    this.closed = closed;
    this.form = dialog.querySelector("form");
    this.fields = this.form.elements;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    this.form.addEventListener("keydown", (event) => {
      const isChoice = event.target.matches("select");
      const isRemark = event.target === this.fields.remark && (event.ctrlKey || event.metaKey);
      if (event.key !== "Enter" || !(isChoice || isRemark)) return;
      event.preventDefault();
      this.form.requestSubmit();
    });
    this.fields.state.addEventListener("change", () => this.adapt());
    dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => this.closed(this.cell));
  }

  open(cell) {
    this.cell = cell;
    const { typed, column, row } = cell;
    const part = (name) => this.dialog.querySelector(`[data-part=${name}]`);
    part("name").textContent = cell.name;
    part("definition").textContent =
      [column.definition, column.source && `(${column.source})`].filter(Boolean).join(" ");
    part("closed").textContent = cell.isOpen ? "" : row.closed || word("is-total");
    part("figure").hidden = !cell.isOpen;
    const isDisputed = cell.status === "conflict";
    part("choices").replaceChildren(
      ...(isDisputed ? choices(cell, this.desk, () => this.dialog.close()) : []),
    );
    part("stored").textContent = [cell.stored.stored, cell.stored.year_to_date].filter(Boolean).join("\n");
    part("history").href = this.desk.book.historyOf(this.cell);
    this.fields.value.value = typed.value;
    this.fields.unit.replaceChildren(
      ...column.units.map(([code, label]) => make("option", { value: code }, label)),
    );
    this.fields.unit.value = cell.unit;
    this.fields.unit.disabled = column.units.length < 2;
    this.fields.basis.value = cell.basis;
    this.fields.basis.disabled = !column.is_cumulative;
    this.fields.state.value = typed.state;
    this.fields.reason.value = typed.reason;
    this.fields.remark.value = "";
    this.fields.follow.checked = this.fields.done.checked = false;
    part("follow").hidden = cell.isMarked; // which it stays until somebody says that it is done
    part("done").hidden = !cell.isMarked;
    this.listRemarks(part("remarks"));
    this.adapt();
    this.dialog.showModal();
    const first = cell.isOpen ? this.fields.value : this.fields.remark;
    (part("choices").querySelector("button") ?? first).focus();
  }

  listRemarks(list) {
    list.replaceChildren(...this.cell.remarks.map((remark) => remarkLine(remark)));
  }

  /** A state leaves no number; only what cannot be reported needs a reason. */
  adapt() {
    const state = this.fields.state.value;
    for (const name of ["value", "unit", "basis"])
      this.dialog.querySelector(`[data-row=${name}]`).hidden = Boolean(state);
    this.fields.reason.required = state === "cannot_report";
  }

  save() {
    const state = this.fields.state.value;
    const { unit, basis } = this.cell;
    const typed = {
      value: state ? "" : this.fields.value.value.trim(),
      unit: state ? "" : this.fields.unit.value || unit,
      basis: this.fields.basis.value || basis,
      state,
      reason: this.fields.reason.value.trim(),
    };
    const remark = this.fields.remark.value.trim();
    const { follow, done } = this.fields;
    if (!remark && (follow.checked || done.checked)) {
      this.refuse(word("mark-needs-words"));
      return;
    }
    const most = this.desk.book.data.most_words;
    if (remark.length > most) {
      this.refuse(word("remark-too-long", { most, found: remark.length }));
      return;
    }
    if (this.cell.isOpen) this.desk.commit([{ cell: this.cell, typed }]);
    if (remark)
      this.desk.remark(this.cell, remark, { is_follow_up: follow.checked, is_done: done.checked });
    this.dialog.close();
  }

  /** Says what is wrong with the remark, until it is changed; the menu stays open. */
  refuse(text) {
    const { remark } = this.fields;
    remark.setCustomValidity(text);
    remark.reportValidity();
    this.dialog.addEventListener("input", () => remark.setCustomValidity(""), { once: true });
  }
}
