/* Marks the current section in the table of contents beside the text. The theme's own script marks a section when its
   heading scrolls through the top of the window, so none is marked after a jump. */
"use strict";

(() => {
  const nav = document.getElementById("pst-page-toc-nav");
  if (!nav) return;
  const links = [...nav.querySelectorAll("a")];
  const sections = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const entries = [...nav.querySelectorAll(".toc-entry")];
  let waiting = false;

  function mark() {
    waiting = false;
    const line = window.innerHeight * 0.3;
    const last = sections.findLastIndex((section) => section && section.getBoundingClientRect().top <= line);
    const current = links[last];
    links.forEach((link) => {
      link.classList.toggle("active", link === current);
      if (link === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
    entries.forEach((entry) => entry.classList.toggle("active", Boolean(current) && entry.contains(current)));
  }

  function later() {
    if (!waiting) requestAnimationFrame(mark);
    waiting = true;
  }

  window.addEventListener("scroll", later, { passive: true });
  mark();
})();
