/* Sphinx's search, on its page or in the theme's dialog: excerpts of results without the byline and the lists around a
   post, and a message that repeats what was searched for. Sphinx's script loads later, and this one waits until it shows
   something. */
"use strict";

(() => {
  const MESSAGE =
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.";
  const { none, ignored } = document.currentScript.dataset;
  const page = document.getElementById("search-results");
  const results = page || document.getElementById("pst-search-dialog");
  let ownToText = null;

  /** Let excerpts be those of the text alone. */
  function patch() {
    const toText = Search.htmlToText;
    ownToText = (html, anchor) => {
      const page = new DOMParser().parseFromString(html, "text/html");
      page.querySelectorAll(ignored).forEach((element) => element.remove());
      return toText(page.documentElement.outerHTML, anchor);
    };
    Search.htmlToText = ownToText;
  }

  const observer = new MutationObserver(() => {
    // Until Sphinx's script is there, pages with the dialog have another object of that name.
    if (typeof Search === "undefined" || !Search.htmlToText) return;
    if (Search.htmlToText !== ownToText) patch();
    const status = results.querySelector(".search-summary");
    if (!status || status.textContent !== Documentation.gettext(MESSAGE)) return;
    // Results in the dialog are those of what the reader typed.
    const query = (page ? new URLSearchParams(location.search).get("q") : results.querySelector("input")?.value) || "";
    status.textContent = none.replace("%s", () => query.trim());
  });
  if (results) observer.observe(results, { childList: true, subtree: true, characterData: true });
})();
