/* The line that says how saving stands, and the list of what needs a person. */

import { icon, make } from "./dom.js";
import { measured } from "./measured.js";
import { word } from "./words.js";

const ICONS = {
  saved: "circle-check",
  waiting: "clock",
  saving: "clock",
  failed: "circle-x",
  conflict: "alert-triangle",
};
const QUIET = 700; // milliseconds before a screen reader is told: only what lasts

/** The sign of a cell's status: an icon, and its words for those who do not see it. Where it
 * `hasRoom`, what is not saved and waits for a person says so to everybody. */
export function sign(cell, { hasRoom = false } = {}) {
  const { status } = cell;
  if (!ICONS[status]) return null;
  const isSaid = hasRoom && ["failed", "conflict"].includes(status);
  return make(
    "span",
    { class: `zg-sign is-${status}`, title: word(`cell-${status}`) },
    icon(ICONS[status]),
    make("span", { class: isSaid ? "zg-word" : "visually-hidden" }, word(`cell-${status}`)),
  );
}

/** A typed figure with its unit, or its state with the reason. */
export function figureText(typed, column) {
  if (typed.state) return [word(`state-${typed.state}`), typed.reason].filter(Boolean).join("：");
  if (!typed.value) return word("empty");
  const unit = column.units.find(([code]) => code === typed.unit)?.[1] ?? typed.unit;
  const span = typed.basis === "ytd" && column.is_cumulative ? ` (${word("ytd")})` : "";
  return `${measured(typed.value, unit)}${span}`;
}

/** Both figures of a cell that two people changed, and a button for each of them. */
export function choices(cell, desk, chosen = () => {}) {
  const mine = figureText(cell.typed, cell.column);
  const theirs = figureText(cell.stored.typed, cell.column);
  const about = cell.by
    ? word("conflict", { mine, theirs, by: cell.by, at: cell.at })
    : word("conflict-unnamed", { mine, theirs });
  return [
    make("p", {}, about),
    pressed(word("keep-mine", { mine }), () => desk.insist(cell), chosen),
    pressed(word("take-theirs", { theirs }), () => desk.restore(cell), chosen),
  ];
}

function pressed(text, act, then) {
  const button = make("button", { type: "button", class: "btn btn-sm" }, text);
  button.addEventListener("click", () => {
    act();
    then();
  });
  return button;
}

/** What a step does or did (`undo`, `undone`, `redone`), in a sentence: which cell says what. */
function stepText(does, [first, ...rest]) {
  if (!first) return "";
  if (rest.length) return word(`${does}-several`, { count: rest.length + 1 });
  return word(`${does}-one`, { name: first.cell.name, value: figureText(first.typed, first.cell.column) });
}

export class StatusLine {
  constructor(root, desk, goTo) {
    this.root = root;
    this.desk = desk;
    this.first = root.querySelector("[data-first]");
    this.first.addEventListener("click", () => goTo(desk.issues[0]));
    this.text = root.querySelector("[data-said]");
    this.said = root.querySelector("[role=status]");
    this.again = root.querySelector("[data-again]");
    this.login = root.querySelector("[data-sign-in]");
    this.login.href = desk.book.data.login_href;
    this.again.addEventListener("click", () => desk.outbox.send());
    this.undo = root.querySelector("[data-undo]");
    this.redo = root.querySelector("[data-redo]");
    this.undo.addEventListener("click", () => desk.undo());
    this.redo.addEventListener("click", () => desk.redo());
    root.hidden = false;
    desk.on("state", () => this.show());
    this.show();
  }

  show() {
    const { outbox, waiting, issues, savedAt, history } = this.desk;
    const [kind, standing] = this.standing(outbox, waiting, issues, savedAt);
    const { does, changes } = history.moved;
    const said = [stepText(does, changes), standing].filter(Boolean);
    const text = said.join(" ");
    this.root.dataset.kind = kind;
    this.text.replaceChildren(
      icon(ICONS[kind] ?? "info-circle"),
      make("span", { class: "zg-said" }, ...said.map((one) => make("span", {}, one))),
    );
    this.again.hidden = !outbox.isStuck;
    this.first.hidden = kind !== "failed";
    this.login.hidden = !["signed-out", "other-person"].includes(outbox.state);
    this.undo.disabled = !history.past.length;
    this.undo.title = stepText("undo", history.next);
    this.redo.disabled = !history.future.length;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.said.textContent !== text) this.said.textContent = text;
    }, QUIET);
  }

  standing(outbox, waiting, issues, savedAt) {
    const count = waiting;
    if (outbox.state === "signed-out") return ["conflict", word("signed-out", { count })];
    if (outbox.state === "other-person") return ["conflict", outbox.message];
    if (outbox.state === "offline") return ["waiting", word("offline", { count })];
    if (outbox.state === "sending") return ["saving", word("saving", { count })];
    if (count) return ["waiting", word("needs-reason", { count })];
    if (issues.length) return ["failed", word("issues", { count: issues.length })];
    if (!savedAt || this.desk.hasUnsaved) return ["idle", word("untouched")];
    const time = savedAt.toTimeString().slice(0, 5);
    return ["saved", word("saved", { time })];
  }
}

/** What was refused or collides, cell by cell, with the way out beside it. */
export class Issues {
  constructor(root, desk, goTo) {
    this.root = root;
    this.list = root.querySelector("ul");
    this.desk = desk;
    this.goTo = goTo;
    this.notices = [];
    root.querySelector("[data-dismiss]").addEventListener("click", () => {
      this.notices = [];
      this.show();
    });
    desk.on("state", () => this.show());
    desk.on("notice", (...texts) => {
      this.notices = texts;
      this.show();
    });
  }

  show() {
    const issues = this.desk.issues;
    const shown = JSON.stringify([
      this.notices,
      issues.map((cell) => [cell.key, cell.status, cell.message, cell.typed, cell.stored.token]),
    ]);
    if (shown === this.shown) return; // buttons keep the focus while nothing changes
    this.shown = shown;
    this.list.replaceChildren(
      ...this.notices.map((text) => make("li", {}, make("p", {}, text))),
      ...issues.map((cell) => (cell.status === "conflict" ? this.conflict(cell) : this.fault(cell))),
    );
    this.root.querySelector("[data-dismiss]").hidden = !this.notices.length;
    this.root.hidden = !issues.length && !this.notices.length;
  }

  fault(cell) {
    const back = pressed(
      word("take-stored"), () => this.desk.restore(cell), () => this.goTo(cell),
    );
    return make("li", {}, make("p", {}, this.address(cell), word("colon"), cell.message), back);
  }

  conflict(cell) {
    const [about, ...buttons] = choices(cell, this.desk, () => this.goTo(cell));
    about.prepend(this.address(cell), word("colon"));
    return make("li", {}, about, ...buttons);
  }

  address(cell) {
    const link = make("a", { href: "#grid" }, cell.name);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.goTo(cell);
    });
    return link;
  }
}
