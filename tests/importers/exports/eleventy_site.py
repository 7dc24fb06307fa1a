"""A blog as Eleventy has it, with what such blogs use."""

from __future__ import annotations

from folders import photo

CONFIG = """\
module.exports = function (config) {
  config.addPassthroughCopy({ "./public/": "/" });
  return { dir: { input: "src", includes: "_includes" } };
};
"""
METADATA = """\
module.exports = {
  title: "Bridges & Rivers",
  url: "https://bridges.example/",
  language: "en",
  // the toll
  description: 'Walks along rivers.',
  author: { name: "Ada L.", email: "a@example.org" },
  keeper: "Bo",
};
"""
WALK = """\
---
title: A walk
date: 2024-03-24
tags:
  - posts
  - rivers
eleventyNavigation:
  key: Walk
---
Words of {{ metadata.keeper }}.[^1] See [the gate]({{ '/essays/the-gate/' | url }}#arch), [the mill](/2024/02/mill/)
and [a plan](/plan.pdf).

[^1]: A note.

{% image "./bridge.jpg", "Seven arches" %}

{% figure "/side.jpg", "The side", "The *side*, seen from the mill." %}

{% note %}
Mind the step.
{% endnote %}

{% callout "warning" %}
High water.
{% endcallout %}

{% quote "Ada Lovelace" %}
Said once.
{% endquote %}

A word{% note %}in the margin{% endnote %} and on.

{% set x = 1 %}

{% include "flood.md" %}

{% toll 7 %}

```njk
{% raw %}
{{ title }}
{% endraw %}
```

{% youtube "abc123" %}
"""
FILES: dict[str, str | bytes] = {
    ".eleventy.js": CONFIG,
    "README.md": "# How to build this\n",
    "src/_data/metadata.js": METADATA,
    "src/_includes/base.njk": "{{ content | safe }}",
    "src/_includes/flood.md": "The flood of 1852.\n",
    "src/index.njk": "---\ntitle: Home\n---\n{% for post in collections.posts %}{{ post.url }}{% endfor %}\n",
    "src/about.md": "---\ntitle: About\n---\nWhose words these are.\n",
    "src/essays/essays.11tydata.json": '{"layout": "base.njk", "tags": ["essay"], "author": "Ada"}',
    "src/essays/2024-03-24-walk/index.md": WALK,
    "src/essays/2024-03-24-walk/bridge.jpg": photo(),
    "src/essays/2024-03-01-the-gate.md": "---\ntitle: The gate\n---\n## The arch {#arch}\n\nWords.\n",
    "src/essays/mill.md": (
        "---js\n{\n  title: \"The mill\",\n  date: '2024-02-01',\n  tags: ['essay', 'stone'],\n}\n---\nA mill.\n"
    ),
    "src/essays/mill.11tydata.json": '{"permalink": "/{{ page.date | date: \'%Y/%m\' }}/{{ page.fileSlug }}/"}',
    "src/essays/2024-02-02-html.njk": (
        "---\ntitle: In HTML\npermalink: /{{ title | slugify }}.html\n---\n"
        '<p>See <a href="/essays/the-gate/">it</a>.</p>\n'
    ),
    "src/essays/2024-02-03-odd.md": "---\ntitle: Odd\npermalink: /{{ title | shout }}/\n---\nOdd words.\n",
    "src/essays/2024-02-04-hidden.md": "---\ntitle: Hidden\npermalink: false\n---\nNot published.\n",
    "public/plan.pdf": b"%PDF-1.4",
    "public/side.jpg": photo(),
    "public/unused.jpg": photo(),
    "node_modules/x/readme.md": "# x\n",
}
