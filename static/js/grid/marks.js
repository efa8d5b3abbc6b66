/* The list of the cells to be followed up, below the grid; each leads to its cell. */

import { make } from "./dom.js";

export class Marks {
  constructor(root, desk, goTo) {
    this.root = root;
    this.book = desk.book;
    this.list = root.querySelector("ul");
    root.addEventListener("click", (event) => {
      const link = event.target.closest("[data-zone]");
      if (!link) return;
      event.preventDefault();
      goTo(this.book.cell(link.dataset.zone, link.dataset.indicator));
    });
    desk.on("row", () => this.show());
  }

  show() {
    const marked = [...this.book.cells.values()].filter((cell) => cell.isMarked);
    this.root.hidden = !marked.length;
    this.root.querySelector("[data-count]").textContent = marked.length;
    this.list.replaceChildren(...marked.map((cell) => this.line(cell)));
  }

  line(cell) {
    const { by, at, text } = cell.remarks.at(-1);
    const about = { href: "#grid", "data-zone": cell.row.code, "data-indicator": cell.column.code };
    return make(
      "li",
      {},
      make(
        "p",
        { class: "zt-line" },
        make("a", about, cell.name),
        " ",
        make("span", { class: "zt-small" }, `${by} · ${at}`),
      ),
      make("p", {}, text),
    );
  }
}
