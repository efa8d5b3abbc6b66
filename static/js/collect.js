/* Forms of the collection: sent once, and seen to be on their way. Everything works without. */
"use strict";

const show = (form, isOn) => {
  for (const part of form.querySelectorAll("[data-progress]")) part.hidden = !isOn;
};

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    show(form, true);
  });
  // A question stopped or not answered may be asked again, in other words or once it is given up.
  if (form.method === "get" || "question" in form.dataset) {
    const again = () => {
      delete form.dataset.sent;
      show(form, false);
    };
    form.addEventListener("input", again);
    document.addEventListener("zonetrack:given-up", again);
  }
}

// A page taken out of the browser's memory by the back button may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) {
    delete form.dataset.sent;
    show(form, false);
  }
});
