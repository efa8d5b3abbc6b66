/* Forms of the collection: sent once, and not left unsaved by mistake. Everything works without. */
"use strict";

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}

const unsaved = document.querySelector("form[data-unsaved]");
let isTouched = Boolean(document.querySelector(".zt-message.is-error"));
if (unsaved) {
  unsaved.addEventListener("input", () => { isTouched = true; });
  window.addEventListener("beforeunload", (event) => {
    if (isTouched && !unsaved.dataset.sent) event.preventDefault();
  });
}

// A page taken out of the browser's memory by the back button may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
});
