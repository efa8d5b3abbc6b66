/* Undo and redo: steps of cells with what they said before and after. */

const MOST = 200;
const NOTHING = { does: "", changes: [] };

export class History {
  constructor() {
    this.past = [];
    this.future = [];
    this.moved = NOTHING;
  }

  add(step) {
    if (!step.length) return;
    this.past.push(step);
    if (this.past.length > MOST) this.past.shift();
    this.future = [];
    this.moved = NOTHING;
  }

  /** What the next undo takes back: its cells with what they say again; none where there is nothing. */
  get next() {
    return (this.past.at(-1) ?? []).map(({ cell, before }) => ({ cell, typed: before }));
  }

  /** The changes that take the last step back, and the cells that it leaves alone: somebody else has
   * stored something there since. A step of such cells alone is over. */
  undo() {
    return this.move("undone", this.past, this.future, "before");
  }

  redo() {
    return this.move("redone", this.future, this.past, "after");
  }

  /** `moved` tells of it until there is a new step. */
  move(does, from, to, says) {
    const step = from.pop() ?? [];
    const others = step.filter(({ cell }) => cell.isOthers).map(({ cell }) => cell);
    const own = step.filter(({ cell }) => !cell.isOthers);
    if (own.length) to.push(own);
    const changes = own.map((one) => ({ cell: one.cell, typed: one[says] }));
    this.moved = { does, changes };
    return { changes, others };
  }
}
