// No line ends within a date or between CNY and its number, though browsers would break there.
(() => {
  "use strict";

  const held = /(?<![\w./-])\d{4}-\d\d-\d\d(?![\w-])|[+−]?\bCNY \d[\d,.]*(?: m\b)?/g;
  const untouched = "script, style, textarea, select, svg";

  // Elements of our own, which no style meant for others reaches.
  const element = (name, ...children) => {
    const made = document.createElement(name);
    made.append(...children);
    return made;
  };

  const pieces = ({ data }) => {
    const found = [];
    let done = 0;
    for (const { 0: words, index } of data.matchAll(held)) {
      found.push(data.slice(done, index), element("zt-whole", words));
      done = index + words.length;
    }
    return [...found, data.slice(done)].filter(Boolean);
  };

  // What lays its children out side by side must not take the pieces of a sentence for such.
  const laysOut = (parent) => /flex|grid/.test(getComputedStyle(parent).display);

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (data.search(held) >= 0 && !parentElement.closest(untouched)) texts.push(walker.currentNode);
  }
  // All are looked at before the first is divided: a page changed meanwhile would be styled anew for each.
  const divided = texts.map((text) => laysOut(text.parentElement));
  texts.forEach((text, at) =>
    text.replaceWith(...(divided[at] ? [element("zt-text", ...pieces(text))] : pieces(text))),
  );
})();
