/* Elements, made without HTML in strings. */

const SVG = "http://www.w3.org/2000/svg";
let sprite = "";

/** Where the icons are; said once by the page. */
export function useIcons(href) {
  sprite = href;
}

/** An element with attributes (false and null leave one out) and children. */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

/** An icon of the vendored set; the words beside it speak. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

/** A badge as the server prints it. */
export function badge({ kind, icon: name, text }) {
  return make("span", { class: `zt-badge is-${kind}` }, name ? icon(name) : "", text);
}
