/* What is typed and not saved yet, kept in the browser: by person, quarter, page, zone and
   indicator. Each page that is open keeps its own, so that two tabs never drop each other's. */

const PREFIX = "zonetrack-unsaved:";

/** How many figures and remarks of a person wait in this browser, by quarter. */
export function unsavedOf(person) {
  const found = new Map();
  for (const name of names(`${PREFIX}${person}:`)) {
    const [quarter, , ...cell] = name.slice(PREFIX.length).split(":").slice(1);
    const cells = found.get(quarter) ?? new Set();
    found.set(quarter, cells.add(cell.join(":")));
  }
  return new Map([...found].map(([quarter, cells]) => [quarter, cells.size]));
}

function names(prefix) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  } catch {
    return []; // private windows have no memory
  }
}

export class Drafts {
  constructor({ person, quarter }) {
    this.prefix = `${PREFIX}${person}:${quarter}:`;
    this.page = Math.random().toString(36).slice(2);
  }

  /** Keeps what a cell holds; a browser without room keeps the page's own memory. */
  keep(cell) {
    const { typed, base, sent } = cell;
    this.put(cell.key, { typed, base, sent });
  }

  put(name, what) {
    try {
      const kept = JSON.stringify({ ...what, kept_at: Date.now() });
      localStorage.setItem(`${this.prefix}${this.page}:${name}`, kept);
    } catch { /* the page's own memory has to do */ }
  }

  drop(name) {
    this.remove(`${this.prefix}${this.page}:${name}`);
  }

  remove(key) {
    try {
      localStorage.removeItem(key);
    } catch { /* nor anything to forget */ }
  }

  /** Everything kept for this person and quarter by any page, the latest last: {key, name, what}. */
  all() {
    const found = [];
    for (const key of names(this.prefix)) {
      const [, ...name] = key.slice(this.prefix.length).split(":");
      try {
        found.push({ key, name: name.join(":"), what: JSON.parse(localStorage.getItem(key)) });
      } catch { /* a draft that cannot be read is none */ }
    }
    return found.sort((one, other) => (one.what.kept_at ?? 0) - (other.what.kept_at ?? 0));
  }
}
