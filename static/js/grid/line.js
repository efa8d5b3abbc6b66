/* One line of the form: its fields, what they said before anybody typed, and what is stored. */

import { same } from "./book.js";
import { LineChecks } from "./checks.js";
import { make } from "./dom.js";

const NAMES = ["value", "unit", "basis", "state", "reason"];

export class Line {
  constructor(tr, cell) {
    this.tr = tr;
    this.cell = cell;
    this.fields = Object.fromEntries(
      NAMES.map((name) => [name, tr.querySelector(`[name="${cell.column.code}-${name}"]`)]),
    );
    this.isTyped = Boolean(this.fields.value);
    this.shown = this.isTyped ? this.read() : null; // what the fields said before anybody typed
    this.error = tr.querySelector(`[id="${cell.column.code}-error"]`);
    this.stored = tr.querySelector("[data-stored]");
    this.checks = new LineChecks(tr);
    this.signs = make("span", { class: "zg-signs" });
    if (this.isTyped) {
      const box = make("div", { class: "zg-field" });
      this.fields.value.replaceWith(box);
      box.append(this.fields.value, this.signs);
    }
  }

  /** What the fields say; a state leaves no number. */
  read() {
    const { value, unit, basis, state, reason } = this.fields;
    return {
      value: value.value.trim(),
      unit: unit.value,
      basis: basis.value,
      state: state.value,
      reason: reason.value.trim(),
    };
  }

  write(typed) {
    const { unit, basis } = this.fields;
    const isValue = Boolean(typed.value);
    this.fields.value.value = typed.value;
    this.fields.state.value = typed.state;
    this.fields.reason.value = typed.reason;
    if (isValue && typed.unit) unit.value = typed.unit;
    if (isValue && typed.basis) basis.value = typed.basis;
    this.shown = this.read();
  }

  holds(field) {
    return this.isTyped && Object.values(this.fields).includes(field);
  }

  get isDirty() {
    return !same(this.read(), this.shown);
  }

  /** Whether the line asks for a reason before it can be sent. */
  get lacksReason() {
    const { value, state, reason } = this.read();
    return state === "cannot_report" && !value && !reason;
  }
}

/** What the server makes of the figure: canonical, and from the year's beginning on. */
export function storedText({ stored, isUnsaved }) {
  const isNumber = Boolean(stored.typed.value);
  return isNumber && !isUnsaved ? [stored.stored, stored.year_to_date].filter(Boolean).join("\n") : "";
}
