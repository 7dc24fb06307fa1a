"""A blog as Jekyll has it, with what such blogs use."""

from __future__ import annotations

from folders import photo

CONFIG = """\
title: Bridges & Rivers
url: "https://bridges.example"
baseurl: /blog
author:
  name: Ada L.
lang: en-GB
timezone: America/New_York
permalink: pretty
keeper: Bo
exclude: [drawer]
collections:
  walks:
    output: true
    permalink: /walks/:name/
  people:
    output: false
defaults:
  - scope: {path: "", type: posts}
    values: {layout: post, author: Ada}
"""
WALK = """\
---
layout: post
title: "A walk"
date: 2024-03-24 23:30:00 +0000
categories: essays stone
tags: [rivers]
redirect_from: /old/walk.html
image: /assets/bridge.jpg
keeper: Cy
---
{% include JB/setup %}
Words of {{ site.keeper }} and {{ page.keeper }}.[^1] See [the gate]({% post_url 2024-03-01-The-Gate %}#arch),
[the mill]({{ site.baseurl }}{% link _walks/mill.md %}), [about]({{ "/about/" | relative_url }}),
[again]({{ site.url }}{{ site.baseurl }}/essays/2024/03/01/The-Gate/), [a plan]({{ site.baseurl }}/assets/plan.pdf)
and [the shop](https://shop.example/).

[^1]: A note.

{% include figure image_path="/assets/bridge.jpg" alt="Seven arches" caption="The *bridge*." %}

{% include image.html url="/assets/bridge.jpg" description="Old stones" %}

{% figure caption:"Both banks" class:"wide" %}
![Left](/assets/bridge.jpg)
![Right](/assets/mill.jpg)
{% endfigure %}

{% figure caption:"One bank" %}
![The left](/assets/bridge.jpg)
{% endfigure %}

A word{% include note.html text="A note in the margin." %} and on.

{% highlight ruby linenos %}
# not a heading
puts "{{ page.title }}"
{% endhighlight %}

{% raw %}
```liquid
{{ page.title }}
```
{% endraw %}

```liquid
{% raw %}
{% for post in site.posts %}
{% endraw %}
```

{% youtube abc123 %}

{% include video id="xyz789" provider="youtube" %}

{% blockquote Ada Lovelace, Letters %}
Said once.
{% endblockquote %}

{% include toll.html price="seven" %}

{% include board.html title="The long board" %}

{% if site.flood %}
The flood.
{% endif %}

{% include_relative flood.md %}

{: .notice--info}
A hint.

<div markdown="1">
**Strong** in HTML.
</div>

*[HTML]: HyperText Markup Language

{% comment %}Not seen.{% endcomment %}
"""
FILES: dict[str, str | bytes] = {
    "_config.yml": CONFIG,
    "_posts/2024-03-24-walk.markdown": WALK,
    "_posts/flood.md": "The water of 1852.\n",
    "essays/_posts/2024-03-01-The-Gate.md": "---\ntitle: The gate\n---\n## The arch {#arch}\n\nWords.\n",
    "_posts/2024-02-01-page.html": (
        '---\ntitle: In HTML\n---\n<p>See <a href="{% post_url 2024-03-24-walk %}">the walk</a> and <b>bold</b>.</p>\n'
        '<p><img src="{{ site.baseurl }}/assets/mill.jpg" alt="A mill"></p>\n'
    ),
    "_drafts/idea.md": "---\ntitle: An idea\n---\nNot yet.\n",
    "_walks/mill.md": "---\ntitle: The mill\n---\nA mill.\n",
    "_people/bo.md": "---\nname: Bo\n---\nNobody sees this.\n",
    "about.md": "---\ntitle: About\n---\nWhose words these are.\n",
    "index.html": "---\nlayout: default\n---\n{% for post in site.posts %}{{ post.title }}{% endfor %}\n",
    "feed.xml": "---\n---\n<feed/>",
    "drawer/notes.md": "---\ntitle: X\n---\nNot published.\n",
    "_includes/JB/setup": "{% capture jbcache %}{% endcapture %}",
    "_includes/image.html": '<img src="{{ include.url }}">',
    "_includes/toll.html": "<p>The toll is <em>{{ include.price }}</em> pence.</p>\n",
    "_includes/board.html": "{% if include.title %}{{ include.title }}{% endif %}",
    "_data/people.yml": "- Bo\n",
    "assets/bridge.jpg": photo(),
    "assets/mill.jpg": photo(),
    "assets/unused.jpg": photo(),
    "assets/plan.pdf": b"%PDF-1.4",
}
