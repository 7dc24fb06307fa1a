/* Loads Bootstrap's script, which is larger than all other scripts of a page together, when a page uses it: when the
   reader points at, focuses or clicks a menu button, say. Tooltips do not count: browsers show titles without it.
   Part of the combined script. */
"use strict";

(() => {
  const USES = "[data-bs-toggle]:not([data-bs-toggle=tooltip]), [data-bs-dismiss], [data-bs-slide], [data-bs-slide-to]";
  const src = document.currentScript.src.replace("postil-pages.js", "bootstrap.js");
  let loaded;

  function load() {
    loaded ??= new Promise((onload) => {
      document.head.append(Object.assign(document.createElement("script"), { src, onload }));
    });
  }

  function use(event) {
    const element = event.target.closest?.(USES);
    if (!element || window.bootstrap) return;
    load();
    if (event.type !== "click") return;
    event.preventDefault();
    event.stopImmediatePropagation(); // the click below is the one that counts
    loaded.then(() => element.click());
  }

  for (const type of ["pointerover", "focusin", "click"]) document.addEventListener(type, use, true);
  if (document.querySelector("[data-bs-spy], [data-bs-ride]")) load();
})();
