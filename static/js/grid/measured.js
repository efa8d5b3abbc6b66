/* A number with its unit; Chinese puts no blank between them. */

const BLANK = document.documentElement.lang.startsWith("zh") ? "" : " ";

export function measured(number, unit) {
  return unit ? `${number}${BLANK}${unit}` : number;
}
