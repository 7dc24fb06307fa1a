/* On Sphinx's search page: excerpts of results without the byline and the lists around a post, and a message that repeats
   what was searched for. Sphinx's script loads later, and this one waits until it shows something. */
"use strict";

(() => {
  const MESSAGE =
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.";
  const { none, ignored } = document.currentScript.dataset;
  const results = document.getElementById("search-results");
  let isPatched = false;

  /** Let excerpts be those of the text alone. */
  function patch() {
    isPatched = true;
    const toText = Search.htmlToText;
    Search.htmlToText = (html, anchor) => {
      const page = new DOMParser().parseFromString(html, "text/html");
      page.querySelectorAll(ignored).forEach((element) => element.remove());
      return toText(page.documentElement.outerHTML, anchor);
    };
  }

  const observer = new MutationObserver(() => {
    if (typeof Search === "undefined") return;
    if (!isPatched) patch();
    const status = results.querySelector(".search-summary");
    if (!status || status.textContent !== Documentation.gettext(MESSAGE)) return;
    const query = new URLSearchParams(location.search).get("q") || "";
    status.textContent = none.replace("%s", () => query.trim());
  });
  if (results) observer.observe(results, { childList: true, subtree: true, characterData: true });
})();
