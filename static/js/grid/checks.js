/* What the checks find in a cell: a sign in the grid, sentences in the bar and in the form. */

import { badge, icon, make } from "./dom.js";
import { word } from "./words.js";

const KINDS = { severe: "bad", warning: "warn", note: "info" };

/** The gravest finding as a sign, a severe one with its name; none while the cell holds something
 * that is not saved. */
export function checkSign(cell) {
  const [check] = cell.isUnsaved ? [] : cell.checks;
  if (!check) return null;
  const text = cell.checks.map(({ name, text: said }) => `${name}: ${said}`).join("\n");
  return make(
    "span",
    { class: `zg-sign is-${check.severity}`, title: text },
    icon(check.icon),
    check.severity === "severe"
      ? make("span", { class: "zg-word", "aria-hidden": "true" }, check.name)
      : "",
    make("span", { class: "visually-hidden" }, text),
  );
}

/** The findings as lines of a list, each with its severity; ``asks`` follows a severe one. */
export function checkLines(checks, asks = "") {
  return checks.map(({ severity, icon: sign, name, text, is_answered: isAnswered }) =>
    make(
      "li",
      {},
      badge({ kind: KINDS[severity], icon: sign, text: name }),
      make("span", {}, severity === "severe" && !isAnswered ? `${text} ${asks}` : text),
    ));
}

/** Shows below a line of the form what is found now, and hides what was found and is no more. */
export class LineChecks {
  constructor(tr) {
    const next = tr.nextElementSibling;
    this.tr = tr;
    this.printed = next?.matches(".zt-checks") ? [...next.querySelectorAll("[data-check]")] : [];
    this.below = this.printed.length ? next : null;
    this.list = make("ul", { class: "zg-checks" });
    this.row = make("tr", { class: "zt-checks" }, make("td"), make("td", { colspan: 5 }, this.list));
  }

  show(cell) {
    const checks = cell.isUnsaved ? [] : cell.checks;
    const said = new Set(checks.map(({ text }) => text));
    for (const one of this.printed) one.hidden = !said.has(one.dataset.check);
    if (this.below) this.below.hidden = this.printed.every((one) => one.hidden);
    const known = new Set(this.printed.map((one) => one.dataset.check));
    const fresh = checks.filter(({ text }) => !known.has(text));
    this.list.replaceChildren(...checkLines(fresh, word("asks")));
    if (fresh.length) (this.below ?? this.tr).after(this.row);
    else this.row.remove();
  }
}
