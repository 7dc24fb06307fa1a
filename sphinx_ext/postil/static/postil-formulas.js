/* Lets the keyboard scroll formulas that are wider than the text, as the theme does for code. Part of the combined script. */
"use strict";

(() => {
  const boxes = [...document.querySelectorAll("div.math, .postil-equation, .postil-formula")];
  if (!boxes.length) return;

  function update(box) {
    if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }

  const observer = new ResizeObserver((entries) => entries.forEach(({ target }) => update(target)));
  boxes.forEach((box) => observer.observe(box));
  document.fonts.ready.then(() => boxes.forEach(update));
})();
