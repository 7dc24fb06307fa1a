/* Moves footnotes into the margin if there is space, else opens them at their reference on a tap.
   It positions the footnotes at the end of the post without copying them, so their order in the page stays.
   Without this script they stay at the end, with links there and back. */
"use strict";

(() => {
  const NARROWEST = 11.25; // column of footnotes, in rem
  const WIDEST = 19;
  const GAP = 2.25; // between text and footnotes; contains the footnote's number
  const GAP_ACROSS = 1.5; // between footnotes on the other side and the text
  const NUMBER = 1.5; // the footnote's number on that side
  const NARROWEST_ACROSS = 14;
  const EDGE = document.querySelector(".postil-alone") ? 2 : 1; // between footnotes and the edge of the page
  const BETWEEN = 0.85; // between two footnotes
  const LEAST_ROOM = 9; // space below a line for a footnote that opens there
  // The themes' sidebars.
  const COLUMNS = ".bd-sidebar-secondary, .bd-sidebar-primary, .toc-drawer:not(.no-toc), .sphinxsidebar";
  // Elements that can extend into the margin.
  const WIDE =
    "figure, figcaption, table, img, video, iframe, svg, math, pre, aside, .margin, .sidebar, .full-width, .full_width, .wide, .cell, .math";

  // Content without a baseline of its own; a footnote can start with it.
  const BLOCKS = "img, svg, video, audio, iframe, object, embed, div.math, .postil-embed";

  const canvas = document.createElement("canvas").getContext("2d");

  /** Return the ascent of an element's font, as a fraction of its height: 0 to 1. */
  function ascent(element) {
    const style = getComputedStyle(element);
    canvas.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const size = canvas.measureText("x");
    const whole = size.fontBoundingBoxAscent + size.fontBoundingBoxDescent;
    return whole ? size.fontBoundingBoxAscent / whole : 0.8;
  }

  /** Return the baseline of one character of a text node, from the top of the window; null if it is not rendered. */
  function baselineAt(text, place) {
    const range = document.createRange();
    range.setStart(text, place);
    range.setEnd(text, place + 1);
    const box = [...range.getClientRects()].pop();
    return box && box.height ? box.top + ascent(text.parentElement) * box.height : null;
  }

  /** Return the last text before `mark` in its block; null if there is none. Skip what is higher or lower than its line. */
  function textBefore(mark) {
    const block = mark.closest("p, li, td, th, dt, dd, h1, h2, h3, h4, h5, h6, figcaption, summary, div, aside, section");
    const walker = document.createTreeWalker(block || mark.parentElement, NodeFilter.SHOW_TEXT);
    walker.currentNode = mark;
    for (let text = walker.previousNode(); text; text = walker.previousNode()) {
      if (text.data.trim() && !text.parentElement.closest("sup, sub, math")) return text;
    }
    return null;
  }

  /** Return the baseline of the line that contains a reference. */
  function lineOf(reference) {
    const box = reference.getBoundingClientRect();
    const text = textBefore(reference.parentElement);
    const found = text ? baselineAt(text, text.data.trimEnd().length - 1) : null;
    // Hidden references, those of footnotes without a number, have no position of their own.
    if (found !== null && box.width < 2) return found;
    // A line may break before the reference.
    return found !== null && Math.abs(found - box.bottom) < box.height * 1.5 ? found : box.bottom + box.height * 0.2;
  }

  /** Compare two elements by their order in the page, for `sort`. */
  function inPageOrder(one, other) {
    return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
  }

  /** Return the distance of a footnote's first baseline from its top. Before text, an image starts at the first line. */
  function firstLineOf(note) {
    const walker = document.createTreeWalker(note, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.matches?.(BLOCKS) && node.getClientRects().length) break;
      const start = node.data ? node.data.search(/\S/) : -1;
      if (start < 0 || node.parentElement.closest(".label, .postil-back, .postil-close, math")) continue;
      const found = baselineAt(node, start);
      return found === null ? 0 : found - note.getBoundingClientRect().top;
    }
    const style = getComputedStyle(note);
    return parseFloat(style.paddingTop) + (parseFloat(style.lineHeight) + parseFloat(style.fontSize) * 0.6) / 2;
  }

  /** Return the nearest rendered element, from `element` outwards: a reference can be inside a closed `details`. */
  function drawn(element) {
    let found = element;
    while (found && !found.getClientRects().length) found = found.parentElement;
    return found;
  }

  /** Return the visible box of `element`: its ancestors, up to `host`, can clip it. */
  function shownBox(element, host) {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const box = { left, right, top, bottom };
    for (let outer = element.parentElement; outer && outer !== host; outer = outer.parentElement) {
      if (getComputedStyle(outer).overflowX === "visible") continue;
      const edge = outer.getBoundingClientRect();
      box.left = Math.max(box.left, edge.left);
      box.right = Math.min(box.right, edge.right);
    }
    return box;
  }

  class Notes {
    constructor(section) {
      this.section = section;
      this.host = section.parentElement;
      // Below a heading of the author's, the footnotes are in its section, and the references are not.
      while (this.host.matches("section") && this.host.parentElement) this.host = this.host.parentElement;
      this.entries = this.entriesOfHeading(section.previousElementSibling, section.parentElement.id);
      this.notes = [...section.children].filter((child) => child.matches(".postil-note"));
      this.references = new Map(); // footnote -> its references, in order
      this.anchors = new Map(); // footnote -> the reference that it is aligned with, or was opened from
      this.chosen = null; // the footnote in the margin that the reader clicked last
      this.entered = null; // the footnote in the margin that got the focus from its reference
      this.moved = []; // the author's content in the margin that can move down
      this.open = []; // open footnotes, the innermost last
      for (const note of this.notes) {
        note.tabIndex = -1;
        const found = this.host.querySelectorAll(`a[role="doc-noteref"][href="#${CSS.escape(note.id)}"]`);
        this.references.set(note, [...found]);
        if (found.length) this.anchors.set(note, found[0]);
      }
      this.sidebar = document.querySelector(".sbt-scroll-pixel-helper") && document.querySelector(".bd-sidebar-secondary");
      this.visible = new Set();
      this.watcher = new IntersectionObserver((entries) => this.fold(entries));
      this.host.addEventListener("click", (event) => this.click(event));
      document.addEventListener("click", (event) => this.clickElsewhere(event));
      document.addEventListener("keydown", (event) => this.key(event));
      this.section.addEventListener("focusin", (event) => this.light(event.target));
      this.section.addEventListener("focusout", (event) => {
        this.light(null);
        if (this.entered && !this.entered.contains(event.relatedTarget)) this.entered = null;
      });
      this.begin();
      const again = new ResizeObserver(() => this.later());
      for (const element of [this.host, ...this.notes]) again.observe(element);
      window.addEventListener("resize", () => this.later());
      this.host.addEventListener("load", () => this.later(), true);
      this.host.addEventListener("toggle", () => this.later(), true);
      document.fonts.ready.then(() => this.later());
      this.arrive();
    }

    /** Return the entries of the author's heading in tables of contents: beside the text, nothing is left below it. */
    entriesOfHeading(heading, id) {
      if (!id || !heading || !heading.matches(":is(h1, h2, h3, h4, h5, h6).postil-notes-heading")) return [];
      const links = [...document.querySelectorAll(`a[href="#${CSS.escape(id)}"]`)];
      return links.filter((link) => !this.host.contains(link)).map((link) => link.closest("li") || link);
    }

    /** Lay out for the first time. Footnotes are hidden meanwhile, so that they do not visibly jump. */
    begin() {
      this.section.style.visibility = "hidden";
      this.layout();
      requestAnimationFrame(() => requestAnimationFrame(() => this.section.style.removeProperty("visibility")));
    }

    /** Lay out once before the next frame, whatever the number of changes. */
    later() {
      if (this.waiting) return;
      this.waiting = requestAnimationFrame(() => {
        this.waiting = 0;
        this.layout();
      });
    }

    /** Return the columns of footnotes, the one after the text first: two only if the site wants that and both have room. */
    columns() {
      const after = this.column(GAP, NARROWEST);
      const before = after && this.section.dataset.sides === "both" && this.column(GAP_ACROSS, NARROWEST_ACROSS, true);
      if (!before) return after && [after];
      const width = Math.min(after.width, before.width);
      return [this.column(GAP, 0, false, width), this.column(GAP_ACROSS, 0, true, width)];
    }

    /** Return a column, in pixels from the start of the host; null if there is no space for it. `across`: before the text. */
    column(gap, narrowest, across = false, widest = Infinity) {
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
      const style = getComputedStyle(this.host);
      const box = this.host.getBoundingClientRect();
      const rtl = style.direction === "rtl";
      const toLeft = rtl !== across;
      const edge = toLeft ? box.left + parseFloat(style.paddingLeft) : box.right - parseFloat(style.paddingRight);
      const page = (this.host.closest(".bd-content") || document.documentElement).getBoundingClientRect();
      let limit = toLeft ? Math.max(page.left, 0) : Math.min(page.right, document.documentElement.clientWidth);
      for (const beside of document.querySelectorAll(COLUMNS)) {
        const other = beside.getBoundingClientRect();
        if (beside === this.sidebar || !other.width || getComputedStyle(beside).visibility === "hidden") continue;
        if (toLeft && other.left < edge) limit = Math.max(limit, other.right);
        if (!toLeft && other.right > edge) limit = Math.min(limit, other.left);
      }
      const around = gap + EDGE + (across ? NUMBER : 0);
      const width = Math.min(Math.abs(limit - edge) - around * rem, WIDEST * rem, widest);
      const room = toLeft ? edge > limit : limit > edge;
      if (!room || width < narrowest * rem) return null;
      const left = toLeft ? edge - gap * rem - width : edge + gap * rem;
      const right = left + width;
      return { start: rtl ? box.right - right : left - box.left, width, left, right, across };
    }

    layout() {
      const columns = this.columns();
      const beside = columns !== null;
      if (beside && this.open.length) this.closeAll();
      this.host.classList.toggle("postil-beside", beside);
      this.host.classList.toggle("postil-tap", !beside);
      for (const entry of this.entries) entry.hidden = beside;
      for (const [note, references] of this.references) {
        for (const reference of references) {
          if (beside) reference.removeAttribute("aria-expanded");
          else reference.setAttribute("aria-expanded", String(this.open.includes(note) && this.anchors.get(note) === reference));
        }
      }
      this.watch(beside);
      if (beside) this.setBeside(columns);
      else if (this.open.length) this.open.forEach((note) => this.place(note));
      else this.section.style.removeProperty("--postil-height");
    }

    /** Return what the author put into a column: figures, other blocks, and captions. */
    contentOf(column) {
      return [...this.host.querySelectorAll(".margin, figcaption")].filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        const inside = width && left > column.left - 16 && right < column.right + 32;
        return inside && !this.section.contains(element) && !element.parentElement.closest(".margin");
      });
    }

    /** Align each footnote with its reference, or put it below what is already there; with two columns, where it is higher.
        Content of the author's moves down for footnotes before it, except for the `fixed` elements. */
    setBeside(columns, fixed = []) {
      for (const element of this.moved) element.style.removeProperty("translate");
      const between = BETWEEN * parseFloat(getComputedStyle(document.documentElement).fontSize);
      this.host.style.setProperty("--postil-width", `${columns[0].width}px`);
      for (const column of columns) this.host.style.setProperty(`--postil-${column.across ? "across" : "start"}`, `${column.start}px`);
      const origin = this.host.getBoundingClientRect().top + this.host.clientTop;
      this.moved = this.contentOf(columns[0]).filter((element) => !fixed.includes(element));
      const isOurs = (element) => this.section.contains(element) || this.moved.some((one) => one.contains(element));
      const wide = [...this.host.querySelectorAll(WIDE)]
        .filter((element) => !isOurs(element) && element.getClientRects().length)
        .map((element) => shownBox(element, this.host));
      for (const column of columns) {
        column.free = -Infinity;
        column.taken = wide
          .filter((box) => box.right > column.left && box.left < column.right)
          .map((box) => ({ top: box.top - origin - between, bottom: box.bottom - origin + between }));
      }
      const measures = new Map();
      for (const note of [...this.notes, ...this.moved]) {
        const box = note.getBoundingClientRect();
        measures.set(note, { top: box.top - origin, height: box.height, line: this.moved.includes(note) ? 0 : firstLineOf(note) });
      }
      const tops = new Map();
      let last = -Infinity; // the top of the footnote before: the order is that of the text in both columns together
      const topIn = (column, height, wanted) => {
        let top = Math.max(wanted, column.free, last);
        for (let blocked = true; blocked; ) {
          const box = column.taken.find((other) => other.top < top + height && other.bottom > top);
          blocked = box !== undefined;
          if (blocked) top = box.bottom;
        }
        return top;
      };
      const put = (note, wanted) => {
        const { height } = measures.get(note);
        const places = (this.moved.includes(note) ? columns.slice(0, 1) : columns).map((column) => topIn(column, height, wanted));
        const across = places.length > 1 && places[1] < places[0];
        const [column, top] = across ? [columns[1], places[1]] : [columns[0], places[0]];
        note.classList.toggle("postil-note-across", across);
        tops.set(note, top);
        column.free = top + height + between;
        last = top;
        for (const inner of this.notes) {
          const anchor = this.anchors.get(inner);
          if (tops.has(inner) || !anchor || anchor.closest(".postil-note") !== note) continue;
          // The position of its reference after the outer footnote has moved.
          put(inner, this.level(anchor, inner, origin, measures) - measures.get(note).top + top);
        }
      };
      const wanted = this.notes
        .filter((note) => this.anchors.has(note) && !this.anchors.get(note).closest(".postil-note"))
        // In the order of the text, not by position: references in one line differ by some pixels.
        .concat(this.moved)
        .sort((one, other) => inPageOrder(this.anchors.get(one) || one, this.anchors.get(other) || other))
        .map((note) => [note, this.moved.includes(note) ? measures.get(note).top : this.level(this.anchors.get(note), note, origin, measures)]);
      const chosen = wanted.find(([note]) => note === this.chosen);
      if (chosen) {
        // The clicked footnote is aligned exactly; the others make space.
        put(...chosen);
        for (const column of columns) {
          if (column.free > -Infinity) column.taken.push({ top: tops.get(this.chosen) - between, bottom: column.free });
          column.free = -Infinity;
        }
        last = -Infinity;
      }
      for (const [note, top] of wanted) if (!tops.has(note)) put(note, top);
      // What does not fit before something wide stays, as does a caption that would leave its image: the footnotes go below.
      const blocked = this.moved.find((one) => {
        const { top, height } = measures.get(one);
        const leaves = one.matches("figcaption") && tops.get(one) > top + one.parentElement.offsetHeight;
        return leaves || columns[0].taken.some((box) => box.top >= top && box.top < tops.get(one) + height);
      });
      if (blocked) {
        this.setBeside(columns, [...fixed, blocked]);
        return;
      }
      const end = this.section.getBoundingClientRect().top - origin;
      for (const note of this.notes) if (!tops.has(note)) put(note, end);
      for (const [note, top] of tops) {
        if (!this.moved.includes(note)) note.style.setProperty("--postil-top", `${top}px`);
        else if (top > measures.get(note).top + 1) note.style.translate = `0 ${top - measures.get(note).top}px`;
      }
      const ends = [...tops].map(([note, top]) => top + measures.get(note).height + between);
      this.section.style.setProperty("--postil-height", `${Math.max(0, ...ends.map((one) => one - end))}px`);
    }

    /** Return the top of a footnote whose first line is aligned with the line of `reference`. */
    level(reference, note, origin, measures) {
      const anchor = drawn(reference);
      const line = anchor === reference ? lineOf(reference) - measures.get(note).line : anchor.getBoundingClientRect().top;
      return line - origin;
    }

    /** Fold sphinx-book-theme's table of contents while footnotes are visible: they use the same space. */
    watch(beside) {
      if (!this.sidebar || beside === this.watching) return;
      this.watching = beside;
      this.watcher.disconnect();
      this.visible.clear();
      if (beside) this.notes.forEach((note) => this.watcher.observe(note));
      else this.sidebar.classList.remove("postil-folded");
    }

    fold(entries) {
      for (const entry of entries) this.visible[entry.isIntersecting ? "add" : "delete"](entry.target);
      this.sidebar.classList.toggle("postil-folded", this.visible.size > 0);
    }

    get beside() {
      return this.host.classList.contains("postil-beside");
    }

    /** Scroll to the footnote of the URL's fragment: it has moved since the browser scrolled there. */
    arrive() {
      const note = this.notes.find((one) => one.id === location.hash.slice(1));
      if (note && this.beside) requestAnimationFrame(() => note.scrollIntoView({ block: "center" }));
    }

    light(element) {
      const lit = element && element.closest(".postil-note");
      for (const note of this.notes) note.classList.toggle("postil-note-lit", note === lit);
    }

    click(event) {
      const link = event.target.closest('a[role="doc-noteref"], a[role="doc-backlink"], .postil-close');
      if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      if (link.matches(".postil-close")) {
        this.close(link.closest(".postil-note"));
        return;
      }
      const target = document.getElementById(link.hash.slice(1));
      if (this.references.has(target)) {
        event.preventDefault();
        if (this.beside) this.show(target, link);
        else if (this.open.includes(target) && this.anchors.get(target) === link) this.close(target);
        else this.openAt(target, link);
        return;
      }
      const note = link.closest(".postil-note");
      if (!target || !this.references.has(note)) return;
      if (this.beside) {
        event.preventDefault();
        this.back(target);
      } else if (this.open.includes(note)) {
        event.preventDefault();
        this.closeAll();
        this.back(target);
      }
    }

    clickElsewhere(event) {
      if (!this.open.length || event.target.closest('.postil-open, a[role="doc-noteref"]')) return;
      if (event.target.isConnected) this.closeAll();
    }

    /** Align a footnote with the clicked reference, and move the focus to it. */
    show(note, reference) {
      this.chosen = note;
      this.anchors.set(note, reference);
      this.layout();
      note.focus({ preventScroll: true });
      note.scrollIntoView({ block: "nearest" });
      this.entered = note;
    }

    /** Go back to a reference, and highlight it until the reader moves on. */
    back(reference) {
      reference.focus({ preventScroll: true });
      reference.scrollIntoView({ block: "nearest" });
      reference.classList.add("postil-returned");
      const stop = new AbortController();
      const end = () => {
        reference.classList.remove("postil-returned");
        stop.abort();
      };
      for (const name of ["wheel", "touchmove", "pointerdown", "keydown", "blur"]) {
        (name === "blur" ? reference : window).addEventListener(name, end, { passive: true, signal: stop.signal });
      }
    }

    openAt(note, reference) {
      while (this.open.length && !this.open[this.open.length - 1].contains(reference)) this.close(this.open[this.open.length - 1], false);
      if (!this.open.length) this.section.style.setProperty("--postil-height", `${this.section.getBoundingClientRect().height}px`);
      this.anchors.set(note, reference);
      this.open.push(note);
      note.classList.add("postil-open");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "postil-close";
      button.textContent = "×";
      button.setAttribute("aria-label", this.section.dataset.close);
      note.prepend(button);
      reference.setAttribute("aria-expanded", "true");
      this.place(note);
      note.scrollTop = 0;
      note.focus({ preventScroll: true });
    }

    /** Position an open footnote right below the line of its reference, or above if there is more space. */
    place(note) {
      const reference = drawn(this.anchors.get(note));
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
      const style = getComputedStyle(this.host);
      const host = this.host.getBoundingClientRect();
      const line = reference.getBoundingClientRect();
      const toLeft = style.direction === "rtl";
      note.style.setProperty("--postil-start", toLeft ? style.paddingRight : style.paddingLeft);
      note.style.setProperty("--postil-end", toLeft ? style.paddingLeft : style.paddingRight);
      const below = line.bottom + 0.6 * rem;
      const above = line.top - 0.4 * rem;
      const room = document.documentElement.clientHeight - below - 0.5 * rem;
      const upward = room < LEAST_ROOM * rem && above > room;
      const most = Math.max(LEAST_ROOM * rem, Math.min(upward ? above - 4 * rem : room, 0.65 * document.documentElement.clientHeight));
      note.style.setProperty("--postil-room", `${most}px`);
      const top = upward ? above - note.getBoundingClientRect().height : below;
      note.style.setProperty("--postil-top", `${top - host.top - this.host.clientTop}px`);
    }

    /** Close a footnote and those opened from it; focus its reference unless `focus` is false. */
    close(note, focus = true) {
      while (this.open.includes(note)) {
        const last = this.open.pop();
        last.classList.remove("postil-open");
        last.querySelector(":scope > .postil-close").remove();
        for (const name of ["start", "end", "room", "top"]) last.style.removeProperty(`--postil-${name}`);
        for (const reference of this.references.get(last)) reference.setAttribute("aria-expanded", "false");
      }
      if (!this.open.length) this.section.style.removeProperty("--postil-height");
      if (focus) this.anchors.get(note).focus({ preventScroll: true });
    }

    closeAll() {
      if (this.open.length) this.close(this.open[0], false);
    }

    key(event) {
      // If the reader reached a footnote with Tab, at the end of the page, Tab goes on from there.
      const note = this.open.length ? this.open[this.open.length - 1] : this.entered;
      if (!note) return;
      const leave = () => (this.beside ? this.back(this.anchors.get(note)) : this.close(note));
      if (event.key === "Escape") {
        event.preventDefault();
        leave();
      } else if (event.key === "Tab" && note.contains(document.activeElement)) {
        const stops = [...note.querySelectorAll("a[href], button, summary, [tabindex='0']")].filter((stop) => stop.getClientRects().length);
        if (event.shiftKey && document.activeElement === note) {
          event.preventDefault();
          leave();
        } else if (!event.shiftKey && (!stops.length || document.activeElement === stops[stops.length - 1])) {
          leave(); // the browser moves the focus on from the reference
        }
      }
    }
  }

  const start = () => {
    document.documentElement.classList.remove("postil-notes-later");
    for (const section of document.querySelectorAll('.postil-notes[data-notes="margin"]')) new Notes(section);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
