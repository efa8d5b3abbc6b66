/* What may be typed in place of a number. The server reads 不适用 and 无法填报：原因 by itself. */

const NOT_APPLICABLE = /^n\s*\/\s*a$/i;

/** n/a, typed by a person who sees the cell turn into the state; in a file nobody would see it. */
export function shorthand(typed) {
  if (!NOT_APPLICABLE.test(typed.value)) return typed;
  return { ...typed, value: "", state: "not_applicable" };
}
