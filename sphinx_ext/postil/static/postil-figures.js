/* Lightbox: a click on a figure that is scaled down shows the image over the page.
   Without this script, the link leads to the image file. */
(() => {
  "use strict";

  const links = [...document.querySelectorAll("a.postil-enlarge[href]")];
  if (!links.length || typeof HTMLDialogElement === "undefined") return;

  /* The least magnification for which a figure is clickable; the space around the image, in pixels. */
  const WORTH = 1.1;
  const AROUND = 32;

  /* The full width of the image, in CSS pixels. */
  const fullWidth = (image) => {
    if (/\.svgz?([?#]|$)/i.test(image.currentSrc || image.src)) return Infinity;
    const candidates = [...image.srcset.matchAll(/\s(\d+)w(?:,|$)/g)].map((match) => Number(match[1]));
    return Math.max(image.naturalWidth, Number(image.getAttribute("width")) || 0, ...candidates);
  };

  /* Its width if all of it fits into the window. */
  const fittingWidth = (image) => {
    const across = ((window.innerHeight - AROUND) * image.clientWidth) / image.clientHeight;
    return Math.min(fullWidth(image), window.innerWidth - AROUND, across);
  };

  /* Its width in the lightbox. If fitting into the window does not enlarge it (on a phone, or a very tall image), it is
     larger than the window and scrolls. */
  const shownWidth = (image) => {
    const fitting = fittingWidth(image);
    if (fitting > image.clientWidth * WORTH) return { width: fitting, fits: true };
    const larger = Math.max(image.clientWidth * 2, window.innerWidth - AROUND);
    return { width: Math.min(fullWidth(image), larger), fits: false };
  };

  /* An image in full size needs no link, until the window gets narrower. */
  const settle = (link) => {
    const image = link.querySelector("img");
    if (!image.complete || !image.clientWidth) return;
    if (fullWidth(image) > image.clientWidth * WORTH) link.href = link.dataset.href;
    else link.removeAttribute("href");
  };

  for (const link of links) {
    link.dataset.href = link.getAttribute("href");
    const image = link.querySelector("img");
    image.addEventListener("load", () => settle(link));
    settle(link);
    link.addEventListener("click", (event) => {
      const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
      if (!plain || !link.hasAttribute("href")) return;
      event.preventDefault();
      show(link);
    });
  }

  let waiting = 0;
  window.addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => links.forEach(settle));
  });

  let dialog = null;
  const build = (word) => {
    dialog = document.createElement("dialog");
    dialog.className = "postil-dialog";
    const close = document.createElement("button");
    close.type = "button";
    close.className = "postil-dialog-close";
    close.setAttribute("aria-label", word);
    close.textContent = "×";
    dialog.append(document.createElement("figure"), close);
    /* Except on the caption, where readers select text and follow links. */
    dialog.addEventListener("click", (event) => {
      if (!event.target.closest("figcaption")) dialog.close();
    });
    /* Sphinx handles the Escape key itself, and prevents the browser's default. */
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      dialog.close();
    });
    document.body.append(dialog);
  };

  const show = (link) => {
    if (!dialog) build(link.dataset.close);
    const shown = link.querySelector("img");
    const image = document.createElement("img");
    image.src = link.dataset.href;
    image.alt = shown.alt;
    const figure = dialog.querySelector("figure");
    figure.replaceChildren(image);
    const words = link.closest("figure").querySelector("figcaption");
    if (words) {
      const caption = words.cloneNode(true);
      caption.querySelectorAll(".headerlink").forEach((mark) => mark.remove());
      caption.querySelectorAll("[id]").forEach((part) => part.removeAttribute("id"));
      caption.removeAttribute("id");
      figure.append(caption);
    }
    dialog.setAttribute("aria-label", shown.alt || words?.textContent.trim() || "");
    /* Browsers restore the focus themselves, but only to visible elements. */
    dialog.addEventListener("close", () => { figure.replaceChildren(); link.focus(); }, { once: true });
    const { width, fits } = shownWidth(shown);
    dialog.classList.toggle("postil-dialog-scrolls", !fits);
    if (width < Infinity) image.style.width = `${width}px`;
    dialog.showModal();
  };
})();
