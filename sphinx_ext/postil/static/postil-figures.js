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

  /* Its ratio of width to height; in a gallery, it may be shown cropped. */
  const ratio = (image) => {
    const [width, height] = ["width", "height"].map((name) => Number(image.getAttribute(name)));
    if (width && height) return width / height;
    return image.naturalWidth / image.naturalHeight || image.clientWidth / image.clientHeight;
  };

  /* Its width if all of it fits into the window. */
  const fittingWidth = (image) =>
    Math.min(fullWidth(image), window.innerWidth - AROUND, (window.innerHeight - AROUND) * ratio(image));

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
      open(link);
    });
  }

  let waiting = 0;
  window.addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => links.forEach(settle));
  });

  let dialog = null;
  let current = null;

  /* The image `step` images further on the page, of those that are scaled down. */
  const neighbor = (step) => {
    const shown = links.filter((link) => link.hasAttribute("href") && link.clientWidth);
    return shown[shown.indexOf(current) + step];
  };
  const move = (step) => { if (neighbor(step)) show(neighbor(step)); };

  const button = (name, word, text, action) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `postil-dialog-${name}`;
    made.setAttribute("aria-label", word);
    made.textContent = text;
    made.addEventListener("click", (event) => { event.stopPropagation(); action(); });
    return made;
  };

  const build = ({ close, previous, next }) => {
    dialog = document.createElement("dialog");
    dialog.className = "postil-dialog";
    const figure = document.createElement("figure");
    figure.setAttribute("aria-live", "polite");
    dialog.append(
      figure,
      button("close", close, "×", () => dialog.close()),
      button("previous", previous, "‹", () => move(-1)),
      button("next", next, "›", () => move(1)),
    );
    /* Except on the caption, where readers select text and follow links. */
    dialog.addEventListener("click", (event) => {
      if (!event.target.closest("figcaption")) dialog.close();
    });
    dialog.addEventListener("keydown", (event) => {
      const forward = getComputedStyle(dialog).direction === "rtl" ? -1 : 1;
      const step = { ArrowLeft: -forward, ArrowRight: forward }[event.key];
      const scrolls = dialog.scrollWidth > dialog.clientWidth;
      if (step && !scrolls && !(event.ctrlKey || event.metaKey || event.altKey)) move(step);
      else if (event.key !== "Escape") return;
      /* Sphinx handles these keys itself, and prevents the browser's default. */
      event.preventDefault();
      event.stopPropagation();
      if (!step) dialog.close();
    });
    /* A swipe, unless the image is larger than the window: then it scrolls. */
    let start = null;
    dialog.addEventListener("touchstart", ({ touches }) => { start = touches.length === 1 ? touches[0] : null; }, { passive: true });
    dialog.addEventListener("touchend", ({ changedTouches: [end] }) => {
      const across = start && start.clientX - end.clientX;
      if (!start || dialog.scrollWidth > dialog.clientWidth || Math.abs(across) < 60) return;
      if (Math.abs(across) > 2 * Math.abs(start.clientY - end.clientY)) {
        move(Math.sign(across) * (getComputedStyle(dialog).direction === "rtl" ? -1 : 1));
      }
    });
    /* Browsers restore the focus themselves, but only to visible elements, and not to the image shown last. */
    dialog.addEventListener("close", () => { dialog.querySelector("figure").replaceChildren(); current.focus(); });
    document.body.append(dialog);
  };

  const show = (link) => {
    current = link;
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
    const { width, fits } = shownWidth(shown);
    dialog.classList.toggle("postil-dialog-scrolls", !fits);
    if (width < Infinity) image.style.width = `${width}px`;
    dialog.scrollTo(0, 0);
    for (const [name, step] of [["previous", -1], ["next", 1]]) {
      dialog.querySelector(`.postil-dialog-${name}`).disabled = !neighbor(step);
    }
    /* A button that is hidden now loses the focus, and with it the keys. */
    if (dialog.open && !dialog.contains(document.activeElement)) dialog.querySelector(".postil-dialog-close").focus();
  };

  const open = (link) => {
    if (!dialog) build(link.dataset);
    show(link);
    dialog.showModal();
  };
})();
