/* What is typed into a reply or an answer stays in the browser until it is saved: nothing is lost
   with a session, a connection or a window. Everything works without. */
"use strict";

const PREFIX = "zonetrack-reply-";

const typed = (form) => ({
  choice: (form.querySelector("input[type=radio]:checked") || {}).value || "",
  text: form.querySelector("textarea").value,
});
const saved = (form) => ({
  choice: form.querySelector("input[type=radio]").dataset.saved,
  text: form.querySelector("textarea").dataset.saved,
});
const same = (one, other) => one.choice === other.choice && one.text.trim() === other.text.trim();
const put = (form, held) => {
  for (const one of form.querySelectorAll("input[type=radio]")) one.checked = one.value === held.choice;
  form.querySelector("textarea").value = held.text;
};

for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = PREFIX + form.dataset.keep;
  const note = form.querySelector("[data-restored]");
  const forget = () => { try { localStorage.removeItem(key); } catch { /* no storage: kept by the page alone */ } };
  const keep = () => {
    if (same(typed(form), saved(form))) return forget();
    try { localStorage.setItem(key, JSON.stringify(typed(form))); } catch { /* as above */ }
  };
  let held = null;
  try { held = JSON.parse(localStorage.getItem(key)); } catch { held = null; }
  if (held && same(held, saved(form))) forget();
  else if (held && !same(held, typed(form))) {
    put(form, held);
    note.hidden = false;
  }
  form.addEventListener("input", keep);
  note.querySelector("[data-discard]").addEventListener("click", () => {
    put(form, saved(form));
    forget();
    note.hidden = true;
  });
}
