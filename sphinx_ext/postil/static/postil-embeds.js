/* Cards of embedded content: a click loads it. Without this script, the link leads to its site. */
(() => {
  "use strict";

  for (const link of document.querySelectorAll("a.postil-embed[data-src]")) {
    link.addEventListener("click", (event) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const frame = document.createElement("iframe");
      frame.className = link.className;
      frame.src = link.dataset.src;
      frame.title = link.textContent.trim();
      frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
      frame.allowFullscreen = true;
      frame.referrerPolicy = "strict-origin-when-cross-origin";
      if (link.dataset.height) frame.style.blockSize = `${link.dataset.height}px`;
      link.replaceWith(frame);
      frame.focus();
    });
  }
})();
