/* What if: what is moved goes to the server, and its answer takes the place of the board.

   Nothing is computed here and nothing is saved. While something moves, a quick answer of fewer
   variants is asked for, one at a time and always of the latest state; the full one follows at rest
   and enters the address, so that a link, a reload and the back button keep the state. */

const DEBOUNCE = 40;
const REST = 400;
const SLOW = 300;

const form = document.getElementById("what-if");
const place = document.querySelector("[data-result-place]");
const said = document.querySelector("[data-said] strong");
const progress = document.querySelector("[data-progress]");
const status = document.querySelector("[data-status]");
const broken = document.querySelector("[data-broken]");
const givenUp = document.querySelector("[data-given-up]");
const figures = form.querySelector("[data-figures]");

/** What is typed, without what is empty or the scheme's own. */
function state() {
  const pairs = new URLSearchParams();
  for (const field of form.elements)
    if (field.name && field.value !== "" && field.value !== field.dataset.own)
      pairs.set(field.name, field.value);
  for (const key of [...pairs.keys()])
    if (key.startsWith("how") && !pairs.has(key.replace("how", "zone"))
      && !pairs.has(key.replace("how", "amount"))) pairs.delete(key);
  return pairs;
}

// Asking: one question at a time; what moves meanwhile is asked for as soon as the answer is there.

let isBusy = false;
let next = null;
let oldest = 0;
let count = 0;
let timer = 0;
let rest = 0;
let moved = null;
let pushed = null;
let halt = new AbortController();

function ask(question) {
  if (isBusy) {
    next = next && !next.isMoving ? { ...question, isMoving: false } : question;
    return;
  }
  run(question);
}

async function run(question) {
  isBusy = true;
  const number = ++count;
  halt = new AbortController();
  const { signal } = halt;
  const pairs = state();
  if (question.isMoving) pairs.set("moving", "1");
  const slow = setTimeout(() => show(true), SLOW);
  try {
    const response = await fetch(`${form.dataset.result}?${pairs}`, { headers: { Accept: "application/json" }, signal });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    if (!response.ok || !isJson) throw new Error(String(response.status));
    const answer = await response.json();
    if (number > oldest) take(answer, question);
    broken.hidden = givenUp.hidden = true;
  } catch {
    broken.hidden = signal.aborted;
    givenUp.hidden = !signal.aborted;
  }
  clearTimeout(slow);
  show(false);
  isBusy = false;
  const waiting = next;
  next = null;
  if (waiting) run(waiting);
}

/** Drops the question that is on its way and those that wait for it; what is set stays as it is. */
function giveUp() {
  clearTimeout(timer);
  clearTimeout(rest);
  next = null;
  halt.abort();
}

function show(isOn) {
  progress.hidden = !isOn;
  place.classList.toggle("is-waiting", isOn);
}

function take(answer, question) {
  const focus = focused();
  place.innerHTML = answer.result;
  focus();
  said.textContent = answer.said;
  for (const [id, text] of Object.entries(answer.texts)) {
    const output = document.getElementById(id);
    if (output) output.textContent = text;
  }
  if (question.isMoving) return;
  if (status.textContent !== answer.said) status.textContent = answer.said;
  form.querySelector("[data-link]").search = answer.query;
  if (question.isHistory) return;
  if (location.search.slice(1) === answer.query) return;
  // The same field moved again is the same step back.
  const address = location.pathname + (answer.query && `?${answer.query}`);
  if (moved === pushed) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  pushed = moved;
}

/** Gives back what was focused inside the result, in the new result. */
function focused() {
  const held = document.activeElement;
  if (!place.contains(held)) return () => {};
  const href = held.getAttribute("href");
  return () => place.querySelector(href ? `a[href="${CSS.escape(href)}"]` : "[data-scroll]")?.focus();
}

document.querySelector("[data-stop]").addEventListener("click", giveUp);
addEventListener("keydown", ({ key }) => {
  if (key === "Escape" && !progress.hidden) giveUp();
});

// Moving.

function hasMoved(field) {
  moved = field.name || field.dataset.slides;
  clearTimeout(timer);
  clearTimeout(rest);
  timer = setTimeout(() => ask({ isMoving: true }), DEBOUNCE);
  rest = setTimeout(() => ask({ isMoving: false }), REST);
}

const isNumber = (text) => text.trim() !== "" && Number.isFinite(Number(text));

form.addEventListener("input", ({ target }) => {
  if (target.dataset.slides) {
    document.getElementById(target.dataset.slides).value = target.value;
  } else if (target.dataset.own !== undefined && isNumber(target.value)) {
    form.querySelector(`[data-slides="${target.id}"]`).value = target.value;
  }
  if (figures.contains(target)) addFigure();
  hasMoved(target);
});

// Return sends what is typed at once; the arrows step through numbers as they do on a slider.
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  clearTimeout(rest);
  ask({ isMoving: false });
});
form.addEventListener("keydown", (event) => {
  const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  const field = event.target;
  if (!step || !field.matches("input[type=text]") || !isNumber(field.value || "0")) return;
  event.preventDefault();
  const value = Math.round((Number(field.value || 0) + step) * 1e4) / 1e4;
  field.value = field.dataset.own === undefined ? value : Math.min(100, Math.max(0, value));
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

/** One more empty place for a figure once the last one is taken. */
function addFigure() {
  const rows = figures.querySelectorAll("[data-figure]");
  const last = rows[rows.length - 1];
  const isTaken = [...last.querySelectorAll("[name]")].some(
    (field) => field.value && !field.name.startsWith("how"));
  if (!isTaken || rows.length >= Number(figures.dataset.most)) return null;
  const used = new Set([...rows].map((row) => Number(row.dataset.figure)));
  let number = 1;
  while (used.has(number)) number += 1;
  const row = last.cloneNode(true);
  row.dataset.figure = number;
  for (const field of row.querySelectorAll("[name]")) {
    field.name = field.name.replace(/\d+$/, number);
    field.value = field.name.startsWith("how") ? "percent" : "";
    field.removeAttribute("value");
    if (field.hasAttribute("aria-describedby")) field.setAttribute("aria-describedby", `figure-${number}`);
  }
  const output = row.querySelector("output");
  output.id = `figure-${number}`;
  output.textContent = "";
  last.after(row);
  return row;
}

// The address leads back: fields take what it says, and the board follows.

function restore() {
  clearTimeout(timer);
  clearTimeout(rest);
  const pairs = new URLSearchParams(location.search);
  for (const [name] of pairs)
    while (name.startsWith("zone") && !form.elements[name] && addEmpty());
  for (const field of form.elements) {
    if (field.dataset.own !== undefined) {
      field.value = pairs.get(field.name) ?? field.dataset.own;
      form.querySelector(`[data-slides="${field.id}"]`).value = field.value;
    } else if (field.name && field.type !== "hidden") {
      field.value = pairs.get(field.name) ?? (field.name.startsWith("how") ? "percent" : "");
    }
  }
  for (const output of figures.querySelectorAll("output")) output.textContent = "";
  oldest = count;
  pushed = null;
  ask({ isMoving: false, isHistory: true });
}

/** One more place, whether or not the last one is taken. */
function addEmpty() {
  const fields = figures.querySelectorAll("[data-figure]:last-child [name]");
  const zone = fields[0];
  const held = zone.value;
  if (!held) zone.value = zone.options[zone.options.length - 1].value;
  const row = addFigure();
  zone.value = held;
  return row;
}

addEventListener("popstate", restore);
form.querySelector("[data-reset]").addEventListener("click", (event) => {
  event.preventDefault();
  moved = "reset";
  history.pushState(null, "", event.currentTarget.getAttribute("href") === "?" ? location.pathname : event.currentTarget.href);
  restore();
});
document.documentElement.dataset.whatIf = "ready";
