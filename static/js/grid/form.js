/* The form of one zone's quarter: each line saved as it is left, moved through by keyboard. */

import { same } from "./book.js";
import { badge, icon, make } from "./dom.js";
import { Line, storedText } from "./line.js";
import { spread } from "./paste.js";
import { afterPress } from "./press.js";
import { shorthand } from "./shorthand.js";
import { choices, sign } from "./status.js";
import { word } from "./words.js";

export class Form {
  constructor(form, desk, { openMenu }) {
    Object.assign(this, { form, desk, openMenu, book: desk.book, row: desk.book.rows[0] });
    this.lines = [];
    for (const tr of form.querySelectorAll("tr[data-indicator]")) {
      const cell = this.book.cell(this.row.code, tr.dataset.indicator);
      if (cell) this.lines.push(new Line(tr, cell));
    }
    this.typed = this.lines.filter((line) => line.isTyped);
    this.begin();
    this.listen();
    desk.on("cell", (cell) => this.render(this.lineOf(cell)));
    desk.on("row", () => this.renderRow());
    desk.on("state", () => this.renderRow());
    this.lines.forEach((line) => this.render(line));
    for (const button of form.querySelectorAll("[data-suggest]")) button.hidden = false;
  }

  lineOf(cell) {
    return this.lines.find((line) => line.cell === cell);
  }

  /** What the server printed beyond what it has stored: figures that it refused. */
  begin() {
    const isStale = "stale" in this.form.dataset;
    const isRefused = "refused" in this.form.dataset;
    if (!isRefused) this.form.reset(); // browsers fill in what stood here before
    for (const line of this.typed) {
      const { cell } = line;
      const typed = line.shown = line.read();
      if (!isRefused || same(typed, cell.stored.typed)) continue;
      cell.base = isStale ? "" : cell.stored.token;
      cell.typed = typed;
      cell.status = isStale ? "conflict" : "waiting";
    }
  }

  listen() {
    this.form.addEventListener("focusin", (event) => {
      if (event.target.matches("input.zt-num")) event.target.select();
    });
    this.form.addEventListener("input", (event) => {
      const line = this.at(event.target);
      if (!line?.holds(event.target)) return;
      // A number typed takes the place of a state.
      if (event.target === line.fields.value && event.target.value) line.fields.state.value = "";
      if (line.isDirty) this.desk.type(line.cell, line.read());
      else this.desk.rest(line.cell);
    });
    this.form.addEventListener("change", ({ target }) =>
      afterPress(() => this.take(this.at(target), target)));
    this.form.addEventListener("focusout", ({ target, relatedTarget }) => {
      const line = this.at(target);
      if (line && !line.tr.contains(relatedTarget)) afterPress(() => this.take(line));
    });
    this.form.addEventListener("keydown", (event) => this.press(event));
    this.form.addEventListener("paste", (event) => this.paste(event));
    this.form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-menu-of]");
      if (button) this.openMenu(this.at(button).cell);
      if (event.target.closest("[data-suggest]")) this.takeSuggested([this.at(event.target)]);
      if (event.target.closest("[data-suggest-all]")) this.takeSuggested(this.suggest());
    });
    document.addEventListener("submit", (event) => this.submit(event), true);
    this.reason?.addEventListener("change", () => this.desk.outbox.send());
  }

  get reason() {
    return this.form.elements.revision_reason;
  }

  at(element) {
    const tr = element.closest("tr[data-indicator]");
    return this.lines.find((line) => line.tr === tr);
  }

  /** Takes what a line says, once it can be sent. */
  take(line, field) {
    if (!line?.isTyped) return;
    if (!line.isDirty) {
      this.desk.rest(line.cell);
      return;
    }
    if (line.lacksReason) {
      if (field === line.fields.state) line.fields.reason.focus();
      if (field) return; // the reason comes next
    }
    const typed = shorthand(line.read());
    line.shown = line.read();
    this.desk.commit([{ cell: line.cell, typed }]);
  }

  /** What was not applicable last quarter and is empty still: taken only by whoever says so. */
  suggest() {
    const open = this.typed.filter(({ tr, cell }) => {
      const place = tr.querySelector("[data-suggested]");
      const { value, state } = cell.typed;
      if (place) place.hidden = Boolean(value || state);
      return place && !place.hidden;
    });
    const all = this.form.querySelector("[data-suggest-all]");
    all.hidden = open.length < 2;
    all.textContent = `${all.dataset.suggestAll} (${open.length})`;
    return open;
  }

  takeSuggested(lines) {
    this.desk.commit(lines.map(({ cell }) => ({
      cell,
      typed: { value: "", unit: "", basis: cell.basis, state: "not_applicable", reason: "" },
    })));
  }

  // Keys

  press(event) {
    const line = this.at(event.target);
    if (!line?.holds(event.target) || event.isComposing || event.target.matches("select")) return;
    const isValue = event.target === line.fields.value;
    const isCommand = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (isValue && key === "f2" && !event.shiftKey) {
      event.preventDefault();
      const end = event.target.value.length;
      event.target.setSelectionRange(end, end);
    } else if (isValue && (key === "f2" || (key === "arrowdown" && event.altKey))) {
      event.preventDefault();
      this.take(line);
      this.openMenu(line.cell);
    } else if (isCommand && ["z", "y"].includes(key) && !line.isDirty) {
      event.preventDefault();
      if (key === "y" || event.shiftKey) this.desk.redo();
      else this.desk.undo();
    } else if (isCommand || event.altKey) {
      return;
    } else if (key === "escape") {
      this.escape(line);
    } else if (key === "enter") {
      event.preventDefault(); // and does not hand anything in
      this.step(line, event.shiftKey ? -1 : 1);
    } else if (isValue && ["arrowup", "arrowdown"].includes(key)) {
      event.preventDefault();
      this.step(line, key === "arrowup" ? -1 : 1);
    }
  }

  step(line, by) {
    this.take(line);
    const next = this.typed[this.typed.indexOf(line) + by];
    if (next) next.fields.value.focus();
  }

  escape(line) {
    const { cell } = line;
    if (line.isDirty) this.desk.rest(cell);
    else if (["failed", "conflict"].includes(cell.status)) this.desk.restore(cell);
    line.write(cell.typed);
    if (document.activeElement === line.fields.value) line.fields.value.select();
  }

  paste(event) {
    const line = this.at(event.target);
    if (!line || event.target !== line.fields.value) return;
    for (const one of this.typed) {
      one.cell.column.unit = one.fields.unit.value;
      one.cell.column.basis = one.fields.basis.value;
    }
    const text = event.clipboardData.getData("text/plain");
    if (!/[\t\n].*\S/s.test(text)) return; // a single figure, into the text that is typed
    event.preventDefault();
    const found = spread(text, [[line.cell]], this.book, { isColumn: true });
    this.desk.commit(found.changes);
    this.desk.tell("notice", ...found.notices);
  }

  /** Nothing is handed in before everything typed is saved; what is not stands on the page. */
  async submit(event) {
    if (event.target !== this.form || this.mayLeave) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.isLeaving) return;
    this.isLeaving = true;
    const isHandingIn = event.submitter?.value === "submit";
    for (const line of this.typed) this.take(line);
    const seen = this.typed
      .filter(({ cell }) => !cell.isUnsaved)
      .map(({ cell }) => [cell, cell.stored.token]);
    this.desk.ask(this.row);
    const isSaved = await this.desk.flush();
    const changed = seen.filter(([cell, token]) => cell.stored.token !== token);
    // Within a submit event a form is not submitted again: where nothing waited, it still lasts.
    await new Promise((done) => setTimeout(done));
    this.isLeaving = false;
    if (!isSaved) {
      const [first] = this.desk.issues;
      if (first) this.goTo(first);
      else this.desk.tell("notice", word(isHandingIn ? "not-handed-in" : "not-all-saved"));
      return;
    }
    if (isHandingIn && changed.length) {
      const names = changed.map(([cell]) => cell.column.label).join(word("comma"));
      this.desk.tell("notice", word("changed-meanwhile", { names }));
      this.goTo(changed[0][0]);
      return;
    }
    this.mayLeave = true;
    this.form.elements.seen.value = this.row.token;
    this.form.requestSubmit(event.submitter);
  }

  goTo(cell) {
    const line = this.lineOf(cell);
    line.fields.value?.focus();
    line.tr.scrollIntoView({ block: "nearest" });
  }

  // What a line shows

  render(line) {
    const { cell } = line;
    line.checks.show(cell);
    if (!line.isTyped) {
      const now = line.tr.querySelector("[data-now]");
      if (now && cell.stored.stored) now.textContent = cell.stored.stored;
      return;
    }
    const isKept = line.isDirty || same(line.read(), cell.typed); // a space after it, the caret
    const isBeingTyped = isKept && line.tr.contains(document.activeElement);
    if (!isBeingTyped) line.write(cell.typed);
    this.suggest();
    line.tr.classList.toggle("is-faulty", ["failed", "conflict"].includes(cell.status));
    line.fields.value.setAttribute("aria-invalid", String(cell.status === "failed"));
    line.stored.textContent = storedText(cell);
    line.signs.replaceChildren(...[sign(cell)].filter(Boolean));
    line.error.replaceChildren(...this.wrong(cell));
    this.renderRemarks(line);
  }

  /** What is wrong with a figure, and where two people changed it the choice. */
  wrong(cell) {
    if (cell.status === "conflict")
      return [make("div", { class: "zg-choices" }, ...choices(cell, this.desk, () => this.goTo(cell)))];
    if (!cell.isUnsaved || !cell.message) return [];
    return [make("p", { class: "zt-collect-error" }, cell.message)];
  }

  renderRemarks({ tr, cell }) {
    const button = tr.querySelector("[data-menu-of]");
    if (!button) return;
    button.hidden = false;
    const count = cell.remarks.length;
    button.replaceChildren(
      icon(cell.isMarked ? "flag" : "edit"),
      count ? word("remarks", { count }) : word("remark"),
    );
    button.classList.toggle("is-marked", cell.isMarked);
  }

  renderRow() {
    this.form.elements.seen.value = this.row.token;
    document.querySelector(".zt-head h1 .zt-badge")?.replaceWith(badge(this.row.badge));
  }
}
