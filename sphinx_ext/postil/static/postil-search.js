/* Shows results of Pagefind as the reader types: in the theme's search dialog and on the search page.
   Pagefind loads when the reader focuses a search field. */
(() => {
  "use strict";

  const self = document.currentScript;
  const words = JSON.parse(self.dataset.words);
  const root = new URL("..", self.src);
  /* The number of results that load at a time, and the pause in typing before a search, in milliseconds. */
  const PORTION = 5;
  const PAUSE = 200;

  /* Pagefind for a language. Its program keeps one language in memory, so each has a module of its own; the part after `#`
     makes it another module without another download. */
  const load = async (language) => {
    const pagefind = await import(new URL(`_pagefind/pagefind.js${language && `#${language}`}`, root));
    /* Its web worker contains the same program again, which every reader would download. */
    await pagefind.options({ baseUrl: root.pathname, excerptLength: 24, noWorker: true });
    /* It reads the language of the page, at once, and has no option for it (Pagefind 1.5). */
    const page = document.documentElement, { lang } = page;
    if (language) page.lang = language;
    const ready = pagefind.init();
    page.lang = lang;
    await ready;
    return (query) =>
      pagefind.search(query).then(({ results }) => results.map((result) => Object.assign(result, { language })));
  };

  const once = (make) => {
    let coming = null;
    return () => {
      coming ??= make();
      coming.catch(() => (coming = null));
      return coming;
    };
  };
  const bring = once(() => load(""));
  /* The other languages of the site. Without pages in its own language, Pagefind searches in the most frequent one. */
  const bringOthers = once(async () => {
    const { languages } = await (await fetch(new URL("_pagefind/pagefind-entry.json", root))).json();
    const names = Object.keys(languages).sort((a, b) => languages[b].page_count - languages[a].page_count);
    const page = document.documentElement.lang.toLowerCase();
    const own = [page, page.split("-")[0], ...names].find((name) => name in languages);
    return Promise.all(names.filter((name) => name !== own).map(load));
  });

  const element = (name, attributes, ...children) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...children);
    return made;
  };

  /* The excerpt is HTML; of its elements, only `<mark>` around matches stays. */
  const excerpt = (html) =>
    [...new DOMParser().parseFromString(html, "text/html").body.childNodes].map((node) =>
      node.nodeName === "MARK" ? element("mark", {}, node.textContent) : node.textContent,
    );

  const item = (found) => {
    const link = element("a", { href: found.url, dir: "auto" }, found.meta.title || found.url);
    const date = found.meta.date ? [element("span", { className: "postil-found-date" }, found.meta.date)] : [];
    const text = element("p", { dir: "auto" }, ...excerpt(found.excerpt));
    return element("li", found.language ? { lang: found.language } : {}, link, ...date, text);
  };

  const attach = (field, place, isPage) => {
    const status = element("p", { className: "postil-found-count" });
    status.setAttribute("role", "status");
    const list = element("ol", { className: "postil-found-list" });
    const more = element("button", { type: "button", className: "postil-found-more", hidden: true }, words.more);
    place.append(status, list, more);
    let results = [];
    let turn = 0;
    let timer = 0;
    let asked = "";

    const show = async (mine) => {
      const from = list.children.length;
      const found = await Promise.all(results
        .slice(from, from + PORTION)
        .map(async (result) => ({ ...(await result.data()), language: result.language })));
      if (mine !== turn) return null;
      const items = found.map(item);
      if (from) list.append(...items);
      else list.replaceChildren(...items);
      more.hidden = list.children.length >= results.length;
      return items[0];
    };

    const look = async () => {
      const query = field.value.trim();
      if (query === asked) return;
      asked = query;
      const mine = ++turn;
      if (isPage) history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
      try {
        const found = query ? await (await bring())(query) : [];
        if (mine !== turn) return;
        if (query && found.length < PORTION) {
          const searches = (await bringOthers()).map((search) => search(query));
          found.push(...(await Promise.all(searches)).flat());
          if (mine !== turn) return;
        }
        results = found;
        list.replaceChildren();
        await show(mine);
        if (mine !== turn) return;
        if (!query) status.textContent = "";
        else status.textContent = found.length ? words.count.replace("%s", found.length) : words.none.replace("%s", () => query);
      } catch {
        if (mine !== turn) return;
        asked = "";
        list.replaceChildren();
        more.hidden = true;
        status.textContent = words.failed;
      }
    };

    field.addEventListener("focus", () => bring().catch(() => {}));
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(look, PAUSE);
    });
    more.addEventListener("click", async () => {
      const first = await show(turn);
      first?.querySelector("a").focus();
    });
    /* The up and down keys move between the field and the results. */
    const walk = (event) => {
      if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
      const stops = [field, ...list.querySelectorAll("a")];
      const next = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      if (next < 0 || next >= stops.length) return;
      event.preventDefault();
      stops[next].focus();
    };
    field.addEventListener("keydown", walk);
    list.addEventListener("keydown", walk);
    return look;
  };

  const dialog = document.getElementById("pst-search-dialog");
  const inner = dialog?.querySelector("input[name=q]");
  if (inner) {
    const place = element("div", { className: "postil-found" });
    dialog.append(place);
    attach(inner, place, false);
  }

  const place = document.querySelector(".postil-search-page .postil-found");
  const field = document.querySelector(".postil-search-page input[name=q]");
  if (place && field) {
    const look = attach(field, place, true);
    field.value = new URLSearchParams(location.search).get("q") || "";
    field.focus();
    look();
  }
})();
