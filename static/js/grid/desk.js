/* What the views of a page share: every change goes through here into the outbox and back. */

import { same } from "./book.js";
import { Drafts } from "./drafts.js";
import { History } from "./history.js";
import { Outbox } from "./outbox.js";
import { word } from "./words.js";

const MOST_SENT = 8;

export class Desk {
  /** `reasonOf(row)` gives the reason for revising verified figures, if the page asks for one. */
  constructor(book, { reasonOf = () => "" } = {}) {
    this.book = book;
    this.reasonOf = reasonOf;
    this.drafts = new Drafts(book.data);
    this.history = new History();
    this.remarks = new Map(); // not saved yet, by id
    this.asked = new Set(); // zones whose standing is asked for, by code
    this.listeners = { cell: [], row: [], state: [], notice: [] };
    this.savedAt = null;
    this.count = 0;
    this.outbox = new Outbox({
      href: book.data.save_href,
      load: (most) => this.load(most),
      answered: (request, data) => this.answered(request, data),
      failed: (request, outcome) => this.failed(request, outcome),
      told: () => this.tell("state"),
    });
    addEventListener("beforeunload", (event) => {
      if (this.hasUnsaved) event.preventDefault();
    });
  }

  on(what, listener) {
    this.listeners[what].push(listener);
  }

  tell(what, ...about) {
    for (const listener of this.listeners[what]) listener(...about);
  }

  get hasUnsaved() {
    return this.remarks.size > 0 || this.book.unsaved.length > 0;
  }

  get waiting() {
    const cells = this.book.unsaved.filter((cell) => ["waiting", "saving"].includes(cell.status));
    return cells.length + this.remarks.size;
  }

  /** Asks how a zone's quarter stands with the next request; `flush` waits for the answer. */
  ask(row) {
    this.asked.add(row.code);
  }

  get issues() {
    return this.book.unsaved.filter((cell) => ["failed", "conflict"].includes(cell.status));
  }

  /** Somebody types: kept at once, sent when they leave the cell. */
  type(cell, typed) {
    if (!cell.isUnsaved) cell.base = cell.stored.token;
    if (["", "saved"].includes(cell.status)) {
      cell.before = cell.status;
      cell.status = "typing";
    }
    this.drafts.put(cell.key, { typed, base: cell.base, sent: cell.sent });
  }

  /** What was typed came to nothing, as it says again what it said before: nothing is left to save. */
  rest(cell) {
    if (cell.status !== "typing") {
      if (cell.isUnsaved) this.drafts.keep(cell); // and not told: its buttons may be pressed just now
      return;
    }
    cell.status = cell.before;
    cell.typed = cell.stored.typed;
    this.forget(cell);
    this.tell("cell", cell);
    this.tell("state");
  }

  /** Takes changes to cells and sends them; one step of undo, however many they are. */
  commit(changes, { isStep = true } = {}) {
    const step = [];
    for (const { cell, typed } of changes) {
      if (!cell.isOpen) {
        if (cell.status === "typing") this.refuse(cell, typed);
        continue;
      }
      if (same(typed, cell.typed)) {
        this.rest(cell);
        this.tell("cell", cell);
        continue;
      }
      if (cell.status === "typing") cell.status = "";
      step.push({ cell, before: cell.typed, after: typed });
      this.queue(cell, typed);
    }
    if (isStep) this.history.add(step);
    this.tell("state");
    this.outbox.send();
    return step.length;
  }

  queue(cell, typed) {
    if (!cell.isUnsaved) {
      cell.base = cell.stored.token;
      cell.own = cell.base; // who types over a figure has seen it
    }
    cell.typed = typed;
    if (same(typed, cell.stored.typed) && !cell.sent.length) {
      this.forget(cell); // back to what is stored: there is nothing to send
      cell.status = "";
    } else {
      cell.status = "waiting";
      cell.message = "";
      this.drafts.keep(cell);
    }
    this.tell("cell", cell);
  }

  /** What was typed before anybody here knew that the cell had been closed: kept, with the reason. */
  refuse(cell, typed) {
    Object.assign(cell, { typed, status: "failed", message: cell.row.closed });
    this.drafts.keep(cell);
    this.tell("cell", cell);
  }

  forget(cell) {
    cell.base = null;
    cell.sent = [];
    cell.message = "";
    this.drafts.drop(cell.key);
  }

  undo() {
    return this.again(this.history.undo());
  }

  redo() {
    return this.again(this.history.redo());
  }

  /** Stores a step of the history anew, as any other change; what others stored since is left alone. */
  again({ changes, others }) {
    if (others.length) {
      const names = others.map((cell) => cell.name).join(word("comma"));
      this.tell("notice", word("not-undone", { names }));
    }
    return this.commit(changes, { isStep: false });
  }

  /** The stored figure again in place of one that was refused or collides; undo brings it back. */
  restore(cell) {
    this.history.add([{ cell, before: cell.typed, after: cell.stored.typed }]);
    cell.typed = cell.stored.typed;
    cell.own = cell.stored.token;
    cell.status = "";
    this.forget(cell);
    this.tell("cell", cell);
    this.tell("state");
  }

  /** My figure in place of the one that somebody else stored, now that I have seen theirs. */
  insist(cell) {
    cell.base = cell.stored.token;
    cell.sent = [];
    cell.status = "waiting";
    cell.message = "";
    this.drafts.keep(cell);
    this.tell("cell", cell);
    this.tell("state");
    this.outbox.send();
  }

  /** `ticks` say that the cell is to be followed up, or that this is done. */
  remark(cell, text, ticks) {
    const said = {
      id: this.id(),
      zone: cell.row.code,
      indicator: cell.column.code,
      text,
      ...ticks,
    };
    this.remarks.set(said.id, said);
    this.drafts.put(`remark:${said.id}`, said);
    this.tell("state");
    this.outbox.send();
  }

  id() {
    this.count += 1;
    return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}-${this.count}`;
  }

  /** The next request, its cells marked as being saved; null where nothing can go. */
  load(most) {
    const ready = this.book.unsaved
      .filter((cell) => cell.status === "waiting" && !this.lacksReason(cell.row))
      .slice(0, most);
    const remarks = [...this.remarks.values()].slice(0, 100);
    const zones = [...this.asked];
    if (!ready.length && !remarks.length && !zones.length) return null;
    const reasons = {};
    const cells = new Map();
    for (const cell of ready) {
      const id = this.id();
      cells.set(id, { cell, typed: cell.typed, sent: [...cell.sent] });
      cell.status = "saving";
      if (!cell.sent.length || !same(cell.sent.at(-1), cell.typed)) {
        cell.sent = [...cell.sent, cell.typed].slice(-MOST_SENT);
      }
      this.drafts.keep(cell);
      if (cell.row.needs_reason) reasons[cell.row.code] = this.reasonOf(cell.row);
      this.tell("cell", cell);
    }
    const edits = [...cells].map(([id, { cell, typed, sent }]) => ({
      id,
      zone: cell.row.code,
      indicator: cell.column.code,
      token: cell.base ?? "",
      ...typed,
      sent,
    }));
    return { cells, body: { person: this.book.data.person, edits, remarks, reasons, zones } };
  }

  lacksReason(row) {
    return Boolean(row.needs_reason) && !this.reasonOf(row).trim();
  }

  answered(request, data) {
    for (const answer of data.answers) this.answer(request.cells.get(answer.id), answer);
    for (const { id, result, message } of data.remarks) {
      this.dropRemark(id);
      if (result !== "saved") this.tell("notice", message);
    }
    for (const zone of request.body.zones) this.asked.delete(zone);
    for (const [zone, standing] of Object.entries(data.rows)) {
      for (const cell of this.book.learn(zone, standing)) this.settle(cell);
      this.tell("row", this.book.rows.find((row) => row.code === zone));
    }
    this.savedAt = new Date();
    this.tell("state");
  }

  answer({ cell, typed }, { result, message, by, at }) {
    const isNewer = !same(cell.typed, typed); // typed again while the request was under way
    Object.assign(cell, { message, by, at });
    if (result === "saved") {
      cell.isAnswered = true;
      cell.status = isNewer ? "waiting" : "saved";
    } else if (cell.status === "saving") {
      cell.status = result;
    }
  }

  /** A cell after its zone's standing is known: saved ones are clean, newer ones start from it. */
  settle(cell) {
    if (cell.isAnswered) {
      cell.isAnswered = false;
      cell.own = cell.stored.token;
      if (cell.status === "saved") this.forget(cell);
      else Object.assign(cell, { base: cell.stored.token, sent: [] });
      if (cell.isUnsaved) this.drafts.keep(cell);
    }
    this.tell("cell", cell);
  }

  failed(request, { state, message }) {
    for (const { cell } of request.cells.values()) {
      if (cell.status !== "saving") continue;
      cell.status = state === "refused" ? "failed" : "waiting";
      cell.message = state === "refused" ? message || word("refused") : "";
      this.tell("cell", cell);
    }
    if (state !== "refused") return;
    this.asked.clear();
    for (const { id } of request.body.remarks) this.dropRemark(id);
    this.tell("notice", message || word("refused"));
  }

  dropRemark(id) {
    this.remarks.delete(id);
    this.drafts.drop(`remark:${id}`);
  }

  /** Whether everything is saved, once what waits has been sent. */
  async flush() {
    for (let tries = 0; (this.waiting || this.asked.size) && tries < 200; tries += 1) {
      this.outbox.send();
      if (this.outbox.isStuck || !this.outbox.isSending) {
        this.asked.clear();
        return false;
      }
      await new Promise((done) => setTimeout(done, 50));
    }
    return !this.hasUnsaved;
  }
}
