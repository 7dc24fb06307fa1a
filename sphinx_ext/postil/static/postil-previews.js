/* Link previews: a card with what a link leads to on this site, while the mouse is on the link or the keyboard's focus.
   The content is that of the page or of the linked page, which is fetched when it is first needed. Without this script,
   links are links. */
(() => {
  "use strict";

  /* Milliseconds on a link before its card opens, and away from both before it closes. */
  const OPEN_AFTER = 350;
  const CLOSE_AFTER = 200;
  /* Space between link and card, and between card and window, in pixels. */
  const GAP = 8;
  /* How many blocks of a section to show, at most. */
  const BLOCKS = 3;
  const LINKS = ":is(.e-content, .postil-notes, .postil-further, .postil-neighbours, section) a[href]";
  const NO_LINKS = ":is(h1, h2, h3, h4, h5, h6, .headerlink, .postil-back, .postil-close, .postil-enlarge, .postil-card, .postil-embed, .toctree-wrapper, .postil-title-list:not(.postil-related *), [download])";
  const NOT_SHOWN = ".headerlink, .postil-back, .postil-close, .postil-byline, script, style, iframe, video, audio, button, form, .copybtn";

  /* Here, because pages load this script only when it can be needed. */
  const STYLE = `
    .postil-preview {
      box-sizing: border-box;
      position: absolute;
      z-index: 1040;
      inline-size: min(24rem, 100vw - 1rem);
      max-block-size: min(18rem, 70vh);
      overflow: hidden;
      padding: 1rem 1.15rem;
      border: 1px solid var(--postil-line);
      border-radius: 0.5rem;
      background: var(--postil-paper);
      box-shadow: 0 0.4rem 1.5rem var(--postil-shadow);
      color: var(--postil-ink);
      font-family: var(--postil-text, inherit);
      font-size: 0.9375rem;
      line-height: 1.5;
    }
    .postil-preview > * { margin: 0 0 0.5rem; }
    .postil-preview > :last-child, .postil-preview.postil-preview > * > :last-child { margin-block-end: 0; }
    .postil-preview img { display: block; max-inline-size: 100%; max-block-size: 11rem; inline-size: auto; block-size: auto; margin-inline: auto; }
    .postil-preview .postil-preview-image img { inline-size: 100%; block-size: 8rem; max-block-size: none; object-fit: cover; }
    .postil-preview-title { font-family: var(--postil-heading, inherit); font-size: 1.125rem; line-height: 1.25; text-wrap: balance; }
    .postil-preview-meta { color: var(--postil-muted); font-family: var(--postil-label); font-size: 0.8125rem; }
    .postil-preview .label { margin-inline-end: 0.4rem; color: var(--postil-muted); }
    .postil-preview-cut::after { content: ''; position: absolute; inset: auto 0 0; block-size: 3.5rem; background: linear-gradient(transparent, var(--postil-paper) 80%); }
    @media (prefers-reduced-motion: no-preference) {
      .postil-preview { animation: postil-preview 0.15s; }
      @keyframes postil-preview { from { opacity: 0; } }
    }
    @media print { .postil-preview { display: none; } }
  `;

  const here = new URL(location.href);
  const root = new URL(document.documentElement.dataset.content_root || "./", here);
  const pages = new Map(); // URL without fragment -> promise of a document
  let card = null;
  let owner = null; // the link whose card is shown or about to be
  let timer = 0;

  /* The linked URL, if it can be shown: a page of this site. */
  const urlOf = (link) => {
    const url = new URL(link.href, here);
    if (isHere(url)) return url.hash.length > 1 ? url : null;
    const isPage = /(\/|\.html?|\/[^./]*)$/.test(url.pathname);
    const isOnSite = url.origin === here.origin && url.pathname.startsWith(root.pathname);
    return isPage && isOnSite && /^http/.test(url.protocol) && !navigator.connection?.saveData ? url : null;
  };

  const isHere = (url) => url.href.split("#")[0] === here.href.split("#")[0];

  const pageAt = (url) => {
    if (isHere(url)) return document;
    const address = url.href.split("#")[0];
    if (!pages.has(address)) {
      const isHTML = (response) => response.ok && /html/.test(response.headers.get("content-type") || "");
      const loading = fetch(address)
        .then((response) => (isHTML(response) ? response.text() : ""))
        .then((html) => new DOMParser().parseFromString(html, "text/html"))
        .catch(() => null);
      pages.set(address, loading);
    }
    return pages.get(address);
  };

  const element = (name, className, ...children) => {
    const made = Object.assign(document.createElement(name), { className });
    made.append(...children);
    return made;
  };

  /* A copy of a part of the page at `url`, without ids, links and what needs its own page. */
  const copyOf = (part, url) => {
    const copy = document.importNode(part, true);
    const all = [copy, ...copy.querySelectorAll("*")];
    for (const each of all) {
      for (const name of ["id", "name", "style", "tabindex", "aria-describedby", "role"]) each.removeAttribute(name);
      if (each.hasAttribute("src")) each.setAttribute("src", new URL(each.getAttribute("src"), url).href);
      if (each.hasAttribute("srcset")) {
        each.setAttribute("srcset", each.getAttribute("srcset").replace(/(^|,\s*)([^\s,]+)/g, (_all, before, name) => before + new URL(name, url).href));
        each.setAttribute("sizes", "24rem");
      }
    }
    copy.querySelectorAll(NOT_SHOWN).forEach((each) => each.remove());
    copy.querySelectorAll("a").forEach((link) => link.replaceWith(element("span", link.className, ...link.childNodes)));
    return copy;
  };

  const textOf = (node) => {
    const copy = node.cloneNode(true);
    copy.querySelectorAll(NOT_SHOWN).forEach((each) => each.remove());
    return copy.textContent.trim();
  };

  /* The card of a page: its first figure, title, date, reading time and description. */
  const pageCard = (page, url) => {
    const title = page.querySelector("h1");
    const description = page.querySelector('meta[name="description"]')?.content;
    const first = page.querySelector(".e-content > p, section > p");
    if (!title || !(description || first)) return null;
    const facts = [".dt-published", ".postil-byline-time"].map((name) => page.querySelector(`section.h-entry > .postil-byline ${name}`)?.textContent);
    const meta = facts.filter(Boolean).join(" · ");
    const image = page.querySelector(".e-content .postil-figure img");
    const blocks = [
      ...(image ? [element("div", "postil-preview-image", copyOf(image.closest("picture") || image, url))] : []),
      element("p", "postil-preview-title", textOf(title)),
      ...(meta ? [element("p", "postil-preview-meta", meta)] : []),
      description ? element("p", "", description) : copyOf(first, url),
    ];
    return { source: title, blocks };
  };

  /* The blocks of the card of a part of a page, a note, a work of the bibliography, a figure, a section or a block; and
     the element that they come from. */
  const partCard = (target, url) => {
    let part = target;
    // A label is an empty element before what it names.
    if (!part.textContent.trim() && !part.querySelector("img, svg, math") && part.nextElementSibling) part = part.nextElementSibling;
    part = part.matches("h1, h2, h3, h4, h5, h6") ? part.parentElement : part;
    if (part.matches("section, .section")) {
      const isBlock = (child) => !child.matches("section, .section, h1, h2, h3, h4, h5, h6, span") && child.getAttribute("role") !== "navigation";
      const title = part.querySelector("h1, h2, h3, h4, h5, h6");
      const blocks = [...(part.querySelector(":scope > .e-content") || part).children].filter(isBlock).slice(0, BLOCKS);
      const titles = title ? [element("p", "postil-preview-title", textOf(title))] : [];
      return { source: part, blocks: [...titles, ...blocks.map((block) => copyOf(block, url))] };
    }
    const block = part.closest(".postil-note, aside, figure, li, dd, table, .math, .postil-formula, p, blockquote, pre, dl") || part;
    const isTerm = block.matches("dt") && block.nextElementSibling;
    return { source: block, blocks: (isTerm ? [block, block.nextElementSibling] : [block]).map((each) => copyOf(each, url)) };
  };

  /* Whether all of an element is in the window: a note in the margin, for example. */
  const isInView = (target) => {
    const box = target.getBoundingClientRect();
    const style = getComputedStyle(target);
    return box.height > 0 && style.visibility === "visible" && box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
  };

  const contentOf = async (url) => {
    const page = await pageAt(url);
    if (!page) return null;
    if (url.hash.length < 2) return pageCard(page, url);
    const target = page.getElementById(decodeURIComponent(url.hash.slice(1)));
    if (!target) return isHere(url) ? null : pageCard(page, url);
    return page === document && isInView(target) ? null : partCard(target, url);
  };

  const place = (link) => {
    const lines = [...link.getClientRects()];
    const box = lines[0];
    const last = lines[lines.length - 1];
    const { width, height } = card.getBoundingClientRect();
    const isBelow = last.bottom + GAP + height <= innerHeight || box.top < innerHeight - last.bottom;
    const left = Math.max(GAP, Math.min((isBelow ? last : box).left, document.documentElement.clientWidth - width - GAP));
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${scrollY + (isBelow ? last.bottom + GAP : Math.max(GAP, box.top - GAP - height))}px`;
  };

  const close = () => {
    clearTimeout(timer);
    owner?.removeAttribute("aria-describedby");
    card?.remove();
    card = owner = null;
  };

  const open = async (link, url) => {
    const content = await contentOf(url).catch(() => null);
    if (owner !== link || !content?.blocks.some((block) => block.textContent.trim() || block.querySelector("img, svg"))) return;
    card = element("div", "postil-preview", ...content.blocks);
    // A post, and its notes, can be in another language than this page.
    const [lang, dir] = ["lang", "dir"].map((name) => content.source.closest(`[${name}]`)?.getAttribute(name) || "");
    Object.assign(card, { id: "postil-preview", role: "tooltip", lang, dir });
    card.addEventListener("pointerenter", () => clearTimeout(timer));
    card.addEventListener("pointerleave", closeSoon);
    (link.closest("main") || document.body).append(card); // in a landmark, for screen readers
    if (card.scrollHeight > card.clientHeight + 1) card.classList.add("postil-preview-cut");
    if (!link.hasAttribute("aria-describedby")) link.setAttribute("aria-describedby", card.id);
    place(link);
  };

  const openSoon = (link) => {
    if (link === owner) return clearTimeout(timer);
    close();
    const url = urlOf(link);
    if (!url) return;
    owner = link;
    timer = setTimeout(open, OPEN_AFTER, link, url);
  };

  const closeSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(close, CLOSE_AFTER);
  };

  const linkAt = (target) => {
    const link = target instanceof Element ? target.closest(LINKS) : null;
    return link && !link.closest(NO_LINKS) ? link : null;
  };

  document.addEventListener("pointerover", (event) => {
    const link = event.pointerType === "touch" ? null : linkAt(event.target);
    if (link) openSoon(link);
  });
  document.addEventListener("pointerout", (event) => {
    if (owner && linkAt(event.target) === owner && !owner.contains(event.relatedTarget)) closeSoon();
  });
  document.addEventListener("focusin", (event) => {
    const link = linkAt(event.target);
    if (link?.matches(":focus-visible")) openSoon(link);
  });
  document.addEventListener("focusout", (event) => owner && linkAt(event.target) === owner && closeSoon());
  document.addEventListener("click", close, true);
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  addEventListener("pagehide", close);

  // Before other style sheets, so that those of the site's owner take precedence.
  document.head.prepend(element("style", "", STYLE));

  // The mouse can be on a link when this script arrives, and the focus as well.
  const current = linkAt(document.querySelector(":is(a:hover, a:focus-visible)"));
  if (current) openSoon(current);
})();
