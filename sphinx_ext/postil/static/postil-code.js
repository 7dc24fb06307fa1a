/* Adds a button to each code block that copies its code: without line numbers, and of a console session only what was
   typed. */
"use strict";

(() => {
  const words = document.currentScript.dataset;
  const LASTS = 2000; // how long the confirmation is shown, in milliseconds
  const PROMPT = "\u0001";
  const ICONS = {
    copy: '<path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z"/>',
    copied: '<path d="m2.5 8.5 4 4 7-8"/>',
  };
  const icon = (name) => `<svg viewBox="0 0 16 16" aria-hidden="true">${ICONS[name]}</svg>`;

  /** Return the code of an element. In sessions, lines start with a prompt, and output is marked. */
  function codeOf(element) {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".linenos").forEach((number) => number.remove());
    const prompts = copy.querySelectorAll(".gp");
    if (!prompts.length) return copy.textContent;
    prompts.forEach((prompt) => (prompt.textContent = PROMPT));
    copy.querySelectorAll(".go, .gt").forEach((output) => output.remove());
    const lines = copy.textContent.split("\n").filter((line) => line.trim());
    return lines.map((line) => line.slice(line.indexOf(PROMPT) + 1)).join("\n") + "\n";
  }

  function addButton(block, code) {
    const button = document.createElement("button");
    const show = (name) => {
      button.innerHTML = icon(name);
      button.title = words[name];
      button.setAttribute("aria-label", words[name]);
    };
    button.type = "button";
    button.className = "postil-copy";
    show("copy");
    let timer = 0;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(codeOf(code));
      show("copied");
      clearTimeout(timer);
      timer = setTimeout(() => show("copy"), LASTS);
    });
    block.append(button);
  }

  // Without a secure connection there is no clipboard.
  if (!navigator.clipboard) return;
  for (const code of document.querySelectorAll("div.highlight pre:not(.linenodiv pre)")) {
    addButton(code.closest("div.highlight"), code);
  }
})();
