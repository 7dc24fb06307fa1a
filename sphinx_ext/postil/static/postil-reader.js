/* The reader's settings: text size, font, width, colors. The browser keeps them; an inline script in the head applies
   them before the page is painted. The theme's script changes the colors. */
(() => {
  "use strict";

  const form = document.getElementById("postil-reader");
  if (!form) return;

  const KEY = "postil-reader";
  const root = document.documentElement;
  const size = form.elements.postilSize;

  /* Name the size, which a slider shows without a number. */
  const describe = () => size.setAttribute("aria-valuetext", `${Math.round(size.value * 100)} %`);

  const apply = () => {
    const { mode, ...settings } = Object.fromEntries(new FormData(form));
    localStorage.setItem(KEY, JSON.stringify(settings));
    Object.assign(root.dataset, settings);
    root.style.setProperty("--postil-scale", settings.postilSize);
    describe();
    dispatchEvent(new Event("resize")); // notes in the margin move with the text
  };

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () =>
    setTimeout(() => {
      apply();
      form.querySelector('[name="mode"]:checked').click();
    }),
  );

  for (const name of ["postilSize", "postilFont", "postilWidth"]) form.elements[name].value = root.dataset[name] || form.elements[name].value;
  form.elements.mode.value = root.dataset.mode || "auto";
  describe();
})();
