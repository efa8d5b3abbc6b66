/* What is typed and not saved yet, kept in the browser: by person, quarter, zone and indicator. */

export const PREFIX = "zonetrack-unsaved:";

export class Drafts {
  constructor({ person, quarter }) {
    this.prefix = `${PREFIX}${person}:${quarter}:`;
  }

  /** Keeps what a cell holds; a browser without room keeps the page's own memory. */
  keep(cell) {
    const { typed, base, sent } = cell;
    this.put(cell.key, { typed, base, sent });
  }

  put(name, what) {
    try {
      localStorage.setItem(this.prefix + name, JSON.stringify(what));
    } catch { /* private windows have no memory */ }
  }

  drop(name) {
    try {
      localStorage.removeItem(this.prefix + name);
    } catch { /* nor anything to forget */ }
  }

  /** Everything kept for this person and quarter: [name, what]. */
  all() {
    const found = [];
    try {
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith(this.prefix)) continue;
        found.push([name.slice(this.prefix.length), JSON.parse(localStorage.getItem(name))]);
      }
    } catch { /* a draft that cannot be read is none */ }
    return found;
  }
}
