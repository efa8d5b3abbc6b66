/* The running sum of the weights among siblings, while they are typed. Everything works without. */
"use strict";

// Thousandths, as whole numbers: 33.333 + 33.333 + 33.334 are 100 exactly, as they are when saved.
const thousandths = (text) => {
  const plain = text
    .replace(/[\uff01-\uff5e]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0))
    .replace(/[,\s]/g, "");
  const value = plain === "" ? 0 : Number(plain);
  return Number.isFinite(value) ? Math.round(value * 1000) : NaN;
};

const asText = (sum) => (Number.isNaN(sum) ? "?" : String(sum / 1000));

for (const form of document.querySelectorAll("form[data-weights]")) {
  const show = (place) => {
    const cells = form.querySelectorAll(`[data-weight="${CSS.escape(place.dataset.sum)}"] input`);
    const sum = [...cells].reduce((total, one) => total + thousandths(one.value), 0);
    const isWhole = sum === 100000;
    const line = place.querySelector("[data-sum-text]");
    const text = (isWhole ? line.dataset.good : line.dataset.bad).replace("{sum}", asText(sum));
    if (line.textContent !== text) line.textContent = text; // said once, not at every key
    place.classList.toggle("is-wrong", !isWhole);
    place.hidden = false;
  };
  const sums = form.querySelectorAll("[data-sum]");
  for (const place of sums) show(place);
  form.addEventListener("input", (event) => {
    const cell = event.target.closest("[data-weight]");
    if (!cell) return;
    for (const place of sums) if (place.dataset.sum === cell.dataset.weight) show(place);
  });
}
