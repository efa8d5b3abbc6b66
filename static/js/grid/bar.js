/* The bar above the grid: the active cell with what was reported before, and its definition. */

export class Bar {
  constructor(root, desk, openMenu) {
    this.root = root;
    this.desk = desk;
    this.factsId = root.querySelector("dl").id;
    this.part = (name) => root.querySelector(`[data-part=${name}]`);
    this.part("open").addEventListener("click", () => this.cell && openMenu(this.cell));
    root.hidden = false;
  }

  show(cell) {
    this.cell = cell;
    const { row, column, stored } = cell;
    const earlier = (figures) => figures[column.code]?.text ?? "—";
    this.part("name").textContent = cell.name;
    this.part("now").textContent = stored.stored || "—";
    this.part("last").textContent = earlier(row.last_quarter);
    this.part("before").textContent = earlier(row.year_before);
    this.part("definition").textContent = column.definition;
    this.part("why").textContent = cell.message || row.closed || "";
    this.part("open").disabled = false;
  }
}
