/* Undo and redo: steps of cells with what they said before and after. */

const MOST = 200;

export class History {
  constructor() {
    this.past = [];
    this.future = [];
  }

  add(step) {
    if (!step.length) return;
    this.past.push(step);
    if (this.past.length > MOST) this.past.shift();
    this.future = [];
  }

  /** The changes that take the last step back; none where there is nothing to undo. */
  undo() {
    const step = this.past.pop();
    if (step) this.future.push(step);
    return (step ?? []).map(({ cell, before }) => ({ cell, typed: before }));
  }

  redo() {
    const step = this.future.pop();
    if (step) this.past.push(step);
    return (step ?? []).map(({ cell, after }) => ({ cell, typed: after }));
  }
}
