/* A rectangle of cells as spreadsheets put it on the clipboard. */

/** The rows of texts; quoted cells may hold tabs, line ends (one blank here) and doubled quotes. */
export function parseRectangle(text) {
  const rows = [[]];
  let cell = "";
  let isQuoted = false;
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < plain.length; at += 1) {
    const mark = plain[at];
    if (isQuoted) {
      if (mark !== '"') cell += mark;
      else if (plain[at + 1] === '"') { cell += '"'; at += 1; }
      else isQuoted = false;
    } else if (mark === '"' && cell === "") isQuoted = true;
    else if (mark === "\t" || mark === "\n") {
      rows.at(-1).push(tidy(cell));
      cell = "";
      if (mark === "\n") rows.push([]);
    } else cell += mark;
  }
  rows.at(-1).push(tidy(cell));
  return rows;
}

function tidy(cell) {
  return cell.replace(/\s+/g, " ").trim();
}
