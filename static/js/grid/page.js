/* The grid's page, or the form of one zone: puts the parts together. */

import { Bar } from "./bar.js";
import { Book } from "./book.js";
import { Desk } from "./desk.js";
import { useIcons } from "./dom.js";
import { Form } from "./form.js";
import { Marks } from "./marks.js";
import { Menu } from "./menu.js";
import { recall } from "./recall.js";
import { listRemarks } from "./remarks.js";
import { figureText, Issues, StatusLine } from "./status.js";
import { Table } from "./table.js";
import { word } from "./words.js";

const data = JSON.parse(document.getElementById("grid-data").textContent);
const form = document.querySelector("form[data-grid]");
const table = document.querySelector("table[data-grid]");

useIcons(data.icons);
const book = new Book(data);
const desk = new Desk(book, { reasonOf: () => form?.elements.revision_reason?.value ?? "" });
const menu = new Menu(document.getElementById("grid-menu"), desk, {
  closed: (cell) => view.goTo(cell),
});
const openMenu = (cell) => menu.open(cell);
const view = form
  ? new Form(form, desk, { openMenu })
  : new Table(table, desk, {
    bar: new Bar(document.getElementById("grid-bar"), desk, openMenu),
    openMenu,
  });
const goTo = (cell) => view.goTo(cell);
const status = document.getElementById("grid-status"); // not where the person only reads
if (status) {
  new StatusLine(status, desk, goTo);
  new Issues(document.getElementById("grid-issues"), desk, goTo);
}

const marks = document.getElementById("grid-marks");
if (marks) new Marks(marks, desk, goTo);
const remarks = document.getElementById("remarks-list");
if (remarks) listRemarks(remarks, desk);

const { count, older } = recall(desk);
if (count) {
  const others = older.map(({ cell, typed }) =>
    word("older", { name: cell.name, value: figureText(typed, cell.column) }));
  desk.tell("notice", word("recalled", { count }), ...others);
}
desk.tell("state");

// A page out of the browser's memory may be old: what is stored is asked for anew.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
document.documentElement.dataset.grid = "ready";
