"""A blog as Hugo has it, with what such blogs use."""

from __future__ import annotations

from folders import photo

CONFIG = """\
baseURL = "https://bridges.example/blog/"
title = "Bridges & Rivers"
languageCode = "en-us"
defaultContentLanguage = "en"
timeZone = "Europe/Rome"

[params]
description = "Walks along rivers."
keeper = "the toll-keeper"
author = "Ada L."

[permalinks]
posts = "/:year/:month/:slug/"

[taxonomies]
tag = "tags"
topic = "topics"

[languages.en]
weight = 1
[languages.de]
weight = 2

[[menu.main]]
name = "About"
url = "/about/"
weight = 2
[[menu.main]]
name = "Essays"
url = "/posts/"
weight = 1
"""
WALK = """\
+++
title = "A walk: part 1.2"
date = 2024-03-24T23:30:00-05:00
lastmod = 2024-04-01
tags = ["rivers", "walks"]
topics = ["stone"]
aliases = ["/old/walk/"]
lede = "Seven arches."
banner = "/images/bridge.jpg"
keeper = "Bo"
weight = 3
+++

Words, {{< param keeper >}} and {{< param "author" >}}.[^1] See [the gate]({{< relref "gate.md#arch" >}}),
[the mill](/blog/notes/mill/), [about](https://bridges.example/blog/about/), [a plan](/files/plan.pdf)
and [the shop](https://shop.example/).

[^1]: A note with ![its image](/images/bridge.jpg).

{{< figure src="/images/bridge.jpg" alt="Seven arches" caption="The *bridge*." title="Spring" width="300" >}}

{{<img "/images/bridge.jpg" "Old stones">}}

{{< gallery >}}
  {{< figure src="/images/bridge.jpg" alt="One" >}}
  {{< figure src="/images/mill.jpg" alt="Two" >}}
{{< /gallery >}}

{{< highlight go "linenos=table" >}}
# not a heading
fmt.Println("{{ .Title }}")
{{< /highlight >}}

{{< notice tip "Mind" >}}
Mind the [gate]({{< ref "gate" >}}).
{{< /notice >}}

{{< tabs >}}
{{% tab "Left bank" %}}
Words on the left.
{{% /tab %}}
{{% tab "Right bank" %}}
Words on the right.
{{% /tab %}}
{{< /tabs >}}

{{< youtube abc123 >}}

{{< video src="/films/walk.mp4" caption="A film." >}}

{{< gist ada 12345 >}}

{{< toll-board price="7" text="Seven pence a foot" >}}

{{< box >}}
Words in *a box*.
{{< /box >}}

Before {{< badge "new" >}} after.

{{< include "parts/flood.md" >}}

```text
{{</* figure src="a.png" */>}}
```

Write `{{</* youtube */>}}`.
"""
GATE = """\
---
title: The gate
date: 2024-03-01
slug: the-Gate
categories: [Essays]
cover:
  image: gate.jpg
  alt: A gate
draft: false
---
## The arch {#arch}

![The gate](gate.jpg "The gate.") and [the walk](../walk/) and [its photo](mill-photo.jpg).

<img src="gate.jpg" alt="Again"> <a href="/posts/">all</a>
"""
FILES: dict[str, str | bytes] = {
    "hugo.toml": CONFIG,
    "archetypes/default.md": "---\ntitle: x\n---\n",
    "content/_index.md": "---\ntitle: Home\n---\n",
    "content/about.md": "---\ntitle: About\n---\nWhose words these are. [Walk](/blog/2024/03/a-walk-part-1.2/)\n",
    "content/posts/_index.md": "---\ntitle: All essays\n---\n",
    "content/posts/walk.md": WALK,
    "content/posts/gate/index.md": GATE,
    "content/posts/gate/gate.jpg": photo(),
    "content/posts/gate/mill-photo.jpg": photo(),
    "content/posts/gate.de.md": '---\ntitle: Das Tor\ndate: 2024-03-02\n---\nWorte. [Oben]({{< ref "gate" >}})\n',
    "content/notes/Mill.md": ""
    '{"title": "The mill", "date": "2024-02-01", "external_url": "https://mill.example/"}\nA mill.\n',
    "content/posts/idea.md": "---\ntitle: An idea\ndraft: true\n---\nNot yet.\n",
    "parts/flood.md": "The flood of [1852](/blog/notes/mill/).\n",
    "static/images/bridge.jpg": photo(),
    "static/images/mill.jpg": photo(),
    "static/images/unused.jpg": photo(),
    "static/files/plan.pdf": b"%PDF-1.4",
    "static/films/walk.mp4": b"film",
}
