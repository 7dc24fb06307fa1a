"""A blog as Zola has it, with what such blogs use."""

from __future__ import annotations

from folders import photo

CONFIG = """\
base_url = "https://bridges.example"
title = "Bridges & Rivers"
default_language = "en"
taxonomies = [{name = "tags"}, {name = "rivers"}]

[languages.fa]
title = "پل‌ها"

[extra]
author = "Ada L."
menu_items = [{name = "About", url = "$BASE_URL/about/"}, {name = "Blog", url = "$BASE_URL/blog/"}]
"""
WALK = """\
+++
title = "A walk"
path = "2024/03/24/walk"
updated = 2024-04-01
aliases = ["old/walk"]

[taxonomies]
tags = ["walks"]
rivers = ["Arno"]

[extra]
author = "Bo"
+++
See [the gate](@/blog/2024-03-01-gate/index.md#arch), [the mill](@/blog/mill.md), [about](/about/)
and [a plan](/plan.pdf).[^1]

[^1]: A note.

{{ figure(src="/bridge.jpg", alt="Seven arches", caption="The *bridge*.") }}

{{ resize_image(path="blog/2024-03-01-gate/gate.jpg", width=300, op="fit_width") }}

{% quote(author="Ada Lovelace") %}
Said once.
{% end %}

{{ youtube(id="abc123") }}

{% note() %}
Mind the *step*.
{% end %}

{% toll(price="7") %}
Seven pence.
{% end %}

Write {{/* youtube(id="x") */}} for a film.

```
{{/* vimeo(id="x") */}}
{{ page.title }}
```
"""
FILES: dict[str, str | bytes] = {
    "config.toml": CONFIG,
    "templates/index.html": "{{ section.title }}",
    "content/_index.md": "+++\ntitle = 'Home'\n+++\n",
    "content/about.md": "+++\ntitle = 'About'\n+++\nWhose words these are.\n",
    "content/blog/_index.md": "+++\ntitle = 'Blog'\nsort_by = 'date'\n+++\n",
    "content/blog/walk.md": WALK,
    "content/blog/2024-03-01-gate/index.md": (
        "+++\ntitle = 'The gate'\n+++\n## The arch {#arch}\n\n![The gate](gate.jpg)\n\n{{ gallery() }}\n"
    ),
    "content/blog/2024-03-01-gate/index.fa.md": "+++\ntitle = 'دروازه'\n+++\nکلمات. [راه](@/blog/walk.md)\n",
    "content/blog/2024-03-01-gate/gate.jpg": photo(),
    "content/blog/2024-03-01-gate/side.jpg": photo(),
    "content/blog/mill.md": "+++\ntitle = 'The Mill'\ndate = 2024-02-01T10:00:00Z\nslug = 'old-mill'\n+++\nA mill.\n",
    "content/blog/idea.md": "+++\ntitle = 'An idea'\ndraft = true\n+++\nNot yet.\n",
    "static/bridge.jpg": photo(),
    "static/plan.pdf": b"%PDF-1.4",
    "static/unused.css": "a {}",
}
