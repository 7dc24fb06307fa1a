// Loads the comments of a post when the reader scrolls near them; before that, there are no third-party requests.
(() => {
  const box = document.querySelector(".postil-comments");
  if (!box) return;
  const { engine, script, attributes, themes, page } = JSON.parse(box.dataset.settings);
  const origin = new URL(script, location.href).origin;

  // The background color of the page tells whether it is dark, in every theme.
  const isDark = () => {
    for (const part of [document.body, document.documentElement]) {
      const [r, g, b, a = 1] = (getComputedStyle(part).backgroundColor.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
      if (a > 0) return 0.299 * r + 0.587 * g + 0.114 * b < 128;
    }
    return false;
  };

  const load = () => {
    const element = document.createElement("script");
    element.src = script;
    element.async = true;
    element.crossOrigin = engine === "disqus" || engine === "isso" ? null : "anonymous";
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    const theme = isDark() ? themes.dark : themes.light;
    if (theme) element.setAttribute(engine === "giscus" ? "data-theme" : "theme", theme);
    const place = document.createElement(engine === "isso" ? "section" : "div");
    if (engine === "disqus") {
      place.id = "disqus_thread";
      window.disqus_config = function () {
        if (page.url) this.page.url = page.url;
        this.page.identifier = page.identifier;
        this.page.title = page.title;
      };
    } else if (engine === "isso") {
      place.id = "isso-thread";
      place.dataset.issoId = page.identifier;
      place.dataset.title = page.title;
    } else if (engine === "giscus") {
      place.className = "giscus";
    }
    box.append(place);
    element.addEventListener("load", () => box.querySelector(".postil-comments-plain")?.remove());
    // utterances inserts its iframe at the position of its script.
    (engine === "utterances" ? place : box).append(element);
    follow(isDark());
  };

  // Switch the comments between light and dark mode together with the page.
  const follow = (before) => {
    const look = () => {
      const dark = isDark();
      if (dark === before) return;
      before = dark;
      const theme = dark ? themes.dark : themes.light;
      const frame = box.querySelector("iframe")?.contentWindow;
      if (engine === "giscus") frame?.postMessage({ giscus: { setConfig: { theme } } }, origin);
      if (engine === "utterances") frame?.postMessage({ type: "set-theme", theme }, origin);
      if (engine === "disqus") window.DISQUS?.reset({ reload: true });
    };
    const observer = new MutationObserver(look);
    for (const part of [document.body, document.documentElement])
      observer.observe(part, { attributes: true, attributeFilter: ["class", "data-theme", "data-mode", "style"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look);
  };

  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      load();
    },
    { rootMargin: "200px" },
  );
  watcher.observe(box);
})();
