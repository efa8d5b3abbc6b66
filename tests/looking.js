// What is wrong with how the page lies in its window: lists of what a reader would stumble over.
() => {
  "use strict";
  const name = (element) => {
    const own = element.id ? `#${element.id}` : [...element.classList].map((one) => `.${one}`).join("");
    const words = element.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
    return `${element.localName}${own} “${words}”`;
  };
  const seen = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const all = [...document.querySelectorAll("body *")].filter((one) => !one.closest("svg") && seen(one));
  const style = new Map(all.map((one) => [one, getComputedStyle(one)]));
  // A text for screen readers alone is a pixel wide on purpose.
  const isCutAway = (one) => style.get(one).clip === "rect(0px, 0px, 0px, 0px)";
  const isHidden = (one) => one.clientWidth <= 1 || isCutAway(one);
  const ownWords = (one) =>
    [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());

  const clipped = all.filter((one) => {
    const { overflowX, overflowY } = style.get(one);
    if (isHidden(one) || !ownWords(one) || one.title || one.closest("[title]")) return false;
    const cut = (way) => way === "hidden" || way === "clip";
    return (cut(overflowX) && one.scrollWidth > one.clientWidth + 1) ||
      (cut(overflowY) && one.scrollHeight > one.clientHeight + 3);
  });

  // What is seen of an element: the part inside everything that scrolls or cuts around it.
  const visible = (element) => {
    let { left, top, right, bottom } = element.getBoundingClientRect();
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
      if (style.get(box)?.overflowX === "visible") continue;
      const edge = box.getBoundingClientRect();
      left = Math.max(left, edge.left); right = Math.min(right, edge.right);
      top = Math.max(top, edge.top); bottom = Math.min(bottom, edge.bottom);
    }
    return { left, top, right, bottom };
  };
  const floats = (one) => {
    for (let box = one; box && box !== document.body; box = box.parentElement)
      if (["fixed", "sticky"].includes(style.get(box)?.position)) return true;
    return false;
  };
  const touched = all
    .filter((one) => one.matches("a[href], button, input:not([type=hidden]), select, textarea, summary"))
    .filter((one) => !isCutAway(one) && !floats(one))
    .map((one) => [one, visible(one)])
    .filter(([, edge]) => edge.right - edge.left > 1 && edge.bottom - edge.top > 1);
  const boxed = touched
    .filter(([one]) => !isHidden(one))
    .sort(([, one], [, other]) => one.top - other.top);
  const overlapping = [];
  boxed.forEach(([one, edge], index) => {
    for (const [other, next] of boxed.slice(index + 1)) {
      if (next.top >= edge.bottom - 2) break;
      const wide = Math.min(edge.right, next.right) - Math.max(edge.left, next.left);
      const high = Math.min(edge.bottom, next.bottom) - Math.max(edge.top, next.top);
      if (wide > 2 && high > 2 && !one.contains(other) && !other.contains(one))
        overlapping.push(`${name(one)} × ${name(other)}`);
    }
  });

  // A finger needs 24 px each way, or as much around the middle that no other target begins there
  // (WCAG 2.5.8). On a desk axe asks for it. A link over several lines is reached on any of them.
  const FINGER = 24, NEARLY = 0.5;
  const isDesk = matchMedia("(min-width: 768px)").matches;
  const middle = ({ left, top, right, bottom }) => [(left + right) / 2, (top + bottom) / 2];
  const isSmall = ({ left, top, right, bottom }) => Math.min(right - left, bottom - top) < FINGER - NEARLY;
  const away = ([x, y], { left, top, right, bottom }) =>
    Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
  const apart = ([x, y], [otherX, otherY]) => Math.hypot(x - otherX, y - otherY);
  const targets = isDesk ? [] : touched.filter(([one]) => !one.disabled).map(([one, edge]) =>
    [one, one.getClientRects().length > 1 ? [...one.getClientRects()] : [edge]]);
  const isNear = (edge, next) => away(middle(edge), next) < FINGER / 2 - NEARLY ||
    (isSmall(next) && apart(middle(edge), middle(next)) < FINGER - NEARLY);
  const cramped = targets.filter(([one, lines]) => lines.every((edge) => isSmall(edge) &&
    targets.some(([other, others]) => one !== other && !one.contains(other) && !other.contains(one) &&
      others.some((next) => isNear(edge, next)))));

  // Words that run out of the card or the cell that holds them.
  const range = document.createRange();
  const sticking = all.filter((one) => {
    if (isHidden(one) || !ownWords(one) || floats(one)) return false;
    const holder = one.closest("td, th, .card, main, header, footer, aside");
    if (!holder) return false;
    for (let box = one; box !== holder; box = box.parentElement)
      if (style.get(box).overflowX !== "visible") return false;
    const edge = holder.getBoundingClientRect();
    return [...one.childNodes].some((node) => {
      if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) return false;
      range.selectNodeContents(node);
      const words = range.getBoundingClientRect();
      return words.right > edge.right + 2 || words.left < edge.left - 2;
    });
  });

  // A line of Chinese begins with no sign that closes, and ends with none that opens (避头尾).
  const CLOSELY = /\S[、，。；：！？）》」』”’%]|[（《「『“‘]\S/gu;
  const box = (node, from, to) => {
    range.setStart(node, from);
    range.setEnd(node, to);
    return range.getBoundingClientRect();
  };
  const torn = all.flatMap((one) =>
    isHidden(one) ? [] : [...one.childNodes].flatMap((node) =>
      node.nodeType !== Node.TEXT_NODE ? [] : [...node.data.matchAll(CLOSELY)]
        .map(({ index, 0: pair }) => [index, index + pair.length - 1, index + pair.length])
        .filter(([from, middle, to]) =>
          box(node, middle, to).top >= box(node, from, middle).bottom - 2 && box(node, middle, to).width)
        .map(([from, , to]) => `${name(one)}: ${node.data.slice(Math.max(0, from - 6), to + 6)}`)));

  // A date, and an amount after its CNY, are read in one glance.
  const WHOLE = /(?<![\w./-])\d{4}-\d\d-\d\d(?![\w-])|CNY [\d,.]+(?: m\b)?/g;
  const isOnOneLine = (node, from, to) => {
    range.setStart(node, from);
    range.setEnd(node, to);
    const lines = [...range.getClientRects()].filter(({ width }) => width);
    return lines.every(({ top }) => top < lines[0].bottom - 2);
  };
  const parted = all.flatMap((one) =>
    isHidden(one) || one.matches("textarea, select, option") ? [] : [...one.childNodes].flatMap((node) =>
      node.nodeType !== Node.TEXT_NODE ? [] : [...node.data.matchAll(WHOLE)]
        .filter(({ index, 0: words }) => !isOnOneLine(node, index, index + words.length))
        .map(({ 0: words }) => `${name(one)}: ${words}`)));

  // On a desk there is room to show what is chosen whole; a row of dashes says nothing.
  const canvas = document.createElement("canvas").getContext("2d");
  const unread = all.filter((one) => one.matches("select")).filter((one) => {
    const { font, paddingLeft, paddingRight } = style.get(one);
    canvas.font = font;
    const room = one.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    const isMeasured = isDesk && !one.closest("td"); // a table's cell is as narrow as its column
    return [...one.options].some((option) =>
      /^-+$/.test(option.text) || (isMeasured && canvas.measureText(option.text).width > room + 1));
  });

  const root = document.documentElement;
  return {
    "scrolls sideways": root.scrollWidth > root.clientWidth ? [`${root.scrollWidth} px`] : [],
    "is cut off": clipped.map(name),
    "overlaps": overlapping,
    "is too small to touch": cramped.map(([one]) => name(one)),
    "sticks out": sticking.map(name),
    "breaks a line at the wrong side of a sign": torn,
    "is parted by a line's end": parted,
    "is chosen unread": unread.map(name),
  };
}
