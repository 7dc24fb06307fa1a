/* The reader's settings: text size, font, width, colors. The browser keeps them; an inline script in the head applies
   them before the page is painted. The theme's script changes the colors. */
(() => {
  "use strict";

  const form = document.getElementById("postil-reader");
  if (!form) return;

  /* Here, because pages load this script only when the panel can be opened. */
  const STYLE = `
    .postil-reader {
      position: absolute;
      inset-block: 3.75rem auto;
      inset-inline: auto max(var(--postil-padding), 50vw - 44rem + var(--postil-padding));
      inline-size: min(21rem, 100vw - 2rem);
      margin: 0;
      padding: 1rem 1.15rem;
      border: 1px solid var(--postil-line);
      border-radius: 0.5rem;
      background: var(--postil-paper);
      box-shadow: 0 0.4rem 1.5rem var(--postil-shadow);
      color: var(--postil-ink);
      font: 0.875rem/1.4 var(--postil-label);
    }
    .postil-reader.postil-reader:popover-open { display: block; }
    .postil-reader > * { display: flex; align-items: center; gap: 0.25rem; margin: 0 0 0.75rem; padding: 0; border: 0; }
    .postil-reader legend, .postil-reader div > label { float: inline-start; inline-size: 5.5rem; flex: none; margin: 0; padding: 0; color: var(--postil-muted); font-size: inherit; line-height: inherit; }
    .postil-reader [type="range"] { flex: 1; min-inline-size: 0; accent-color: var(--postil-link); }
    .postil-reader fieldset label { position: relative; flex: 1 1 auto; padding: 0.3rem 0.5rem; border: 1px solid transparent; border-radius: 0.25rem; text-align: center; }
    .postil-reader fieldset label:has(:checked) { border-color: var(--postil-muted); background: var(--postil-surface); }
    .postil-reader fieldset label:has(:focus-visible) { outline: 2px solid var(--postil-link); outline-offset: 1px; }
    .postil-reader [type="radio"] { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; margin: 0; opacity: 0; cursor: pointer; }
    .postil-reader [type="reset"] { margin: 0; padding: 0.3rem 0; background: none; color: var(--postil-link); text-decoration: underline; text-underline-offset: 0.2em; }
  `;

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

  // Before other style sheets, so that those of the site's owner take precedence.
  document.head.prepend(Object.assign(document.createElement("style"), { textContent: STYLE }));
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
