/* What is typed on an agency's page is kept in the browser until it is saved. The page works without. */
"use strict";

{
  const form = document.querySelector("form[data-tasks]");
  const key = `zonetrack-tasks ${form.dataset.tasks}`;
  const me = form.dataset.tasks.split(" ")[0];
  const lines = [...form.querySelectorAll("[data-task]")];
  const fieldsOf = (line) => [...line.querySelectorAll("select, input:not([type=hidden]):not([type=file]), textarea")];
  const seenOf = (line) => line.querySelector("[name$='-seen']");
  const started = new Map();
  for (const line of lines) for (const field of fieldsOf(line)) started.set(field, field.value);

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(key) || "{}");
    } catch {
      return {};
    }
  };
  const write = (kept) => {
    try {
      if (Object.keys(kept).length) localStorage.setItem(key, JSON.stringify(kept));
      else localStorage.removeItem(key);
    } catch { /* a private window keeps nothing */ }
  };
  const isChanged = (line) => Boolean(line.dataset.touched) || fieldsOf(line).some((field) => field.value !== started.get(field));
  const say = () => {
    form.querySelector("[data-unsaved]").hidden = !lines.some(isChanged);
  };

  // Whatever an earlier page of the same person left behind; what they saved meanwhile is dropped.
  const kept = read();
  let isRestored = false;
  for (const line of lines) {
    const old = kept[line.dataset.task];
    if (!old) continue;
    const isNewer = Number(seenOf(line).value) > Number(old.seen);
    if (isNewer && line.dataset.last === me) {
      delete kept[line.dataset.task];
      continue;
    }
    for (const field of fieldsOf(line)) {
      const text = old.fields[field.name];
      if (text === undefined || text === field.value) continue;
      field.value = text;
      field.closest("details")?.setAttribute("open", "");
      isRestored = true;
    }
    seenOf(line).value = old.seen;
  }
  write(kept);
  form.querySelector("[data-restored]").hidden = !isRestored;
  say();

  form.addEventListener("input", (event) => {
    const line = event.target.closest("[data-task]");
    if (!line) return;
    const all = read();
    if (isChanged(line)) {
      const fields = Object.fromEntries(fieldsOf(line).map((field) => [field.name, field.value]));
      all[line.dataset.task] = { seen: seenOf(line).value, fields };
    } else delete all[line.dataset.task];
    write(all);
    say();
  });
  form.querySelector("[data-discard]").addEventListener("click", () => {
    write({});
    location.replace(location.pathname + location.search);
  });
}
