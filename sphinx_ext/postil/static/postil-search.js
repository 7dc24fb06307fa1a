/* Bring Sphinx's search and its index when somebody first goes to the search field, and not before. */
(() => {
  const addresses = document.currentScript.dataset.scripts.split(" ");
  let state = "asleep";

  const load = async (field) => {
    state = "coming";
    for (const address of addresses) {
      await new Promise((done) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = script.onerror = done;
        document.head.append(script);
      });
    }
    state = "here";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const isSearch = (element) => element instanceof HTMLInputElement && element.form?.classList.contains("bd-search");

  document.addEventListener("focusin", (event) => {
    if (state === "asleep" && isSearch(event.target)) load(event.target);
  });
  // What is typed meanwhile is looked for once the index is there.
  document.addEventListener("input", (event) => {
    if (state !== "here" && isSearch(event.target)) event.stopImmediatePropagation();
  }, true);
})();
