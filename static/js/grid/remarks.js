/* The remarks of one zone's page, listed below its figures. */

import { make } from "./dom.js";
import { word } from "./words.js";

/** A remark's line: whose it is and when, whether the cell was marked, and the words. */
export function remarkLine(remark, name = "") {
  const about = [remark.by, remark.at, mark(remark)];
  return make(
    "li",
    {},
    make(
      "p",
      { class: "zt-line" },
      make("strong", {}, name),
      make("span", { class: "zt-small" }, about.filter(Boolean).join(" · ")),
    ),
    make("p", {}, remark.text),
  );
}

function mark({ is_follow_up: isMarked, is_done: isDone }) {
  if (isMarked) return word("marked");
  return isDone ? word("done") : "";
}

/** Keeps the list as the server says it stands. */
export function listRemarks(list, desk) {
  desk.on("row", (row) => {
    const cells = desk.book.ofRow(row);
    list.replaceChildren(
      ...cells.flatMap((cell) => cell.remarks.map((one) => remarkLine(one, cell.column.label))),
    );
  });
}
