/* What appears or goes while something is pressed moves it away from under the pointer: the press
   ends beside it and is no click. What shows anything new waits for the end of a press. */

const PRESSED = "button, a, summary, label, [type=checkbox], [type=radio]";

let waiting = null; // what the press that lasts holds back

function end() {
  const acts = waiting ?? [];
  waiting = null;
  for (const act of acts) act();
}

addEventListener("pointerdown", ({ target, button }) => {
  end();
  if (button === 0 && target.closest(PRESSED)) waiting = [];
}, true);
addEventListener("click", end, true); // before what the click itself does
for (const name of ["pointerup", "pointercancel"]) {
  addEventListener(name, () => setTimeout(end), true); // after the click, where there is one
}
addEventListener("blur", end);

/** Acts at once, or as soon as nothing is pressed. */
export function afterPress(act) {
  if (waiting) waiting.push(act);
  else act();
}
