/* The grid's page, or the form of one zone: puts the parts together. */

import { Bar } from "./bar.js";
import { Book } from "./book.js";
import { Desk } from "./desk.js";
import { useIcons } from "./dom.js";
import { Form } from "./form.js";
import { Menu } from "./menu.js";
import { listRemarks } from "./remarks.js";
import { Issues, StatusLine } from "./status.js";
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
new StatusLine(document.getElementById("grid-status"), desk, goTo);
new Issues(document.getElementById("grid-issues"), desk, goTo);

const remarks = document.getElementById("remarks-list");
if (remarks) listRemarks(remarks, desk);

const recalled = desk.recall();
if (recalled) desk.tell("notice", word("recalled", { count: recalled }));
desk.tell("state");

const before = document.querySelector("[data-show-before]");
if (before) {
  before.addEventListener("change", () => table.classList.toggle("has-before", before.checked));
}

// A page out of the browser's memory may be old: what is stored is asked for anew.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
document.documentElement.dataset.grid = "ready";
