"""Links as other engines write them: with tags of their template languages, and with spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

HILL = "2020-01-02-hill.html"
# The target of a link, and what it leads to from `posts/walk.md`.
TARGETS = {
    "{% post_url 2020-01-02-hill %}": HILL,
    "{%- post_url 2020-01-02-hill -%}": HILL,
    "{% post_url 2020-01-02-hill %}#top": f"{HILL}#top",
    "{{ site.baseurl }}{% post_url 2020-01-02-hill %}": HILL,
    "{{ site.url }}{{ site.baseurl }}{% link _posts/2020-01-02-hill.md %}": HILL,
    "{% link posts/2020-01-02-hill.md %}": HILL,
    "{% link about.md %}": "../about.html",
    "{{ site.baseurl }}/old/hill/": HILL,
    "{{site.url}}/posts/2020-01-02-hill/#top": f"{HILL}#top",
    '{{ "/about/" | relative_url }}': "../about.html",
    "{{ 'about' | absolute_url }}": "../about.html",
    "{{ '/about/' | prepend: site.baseurl }}": "../about.html",
    "{{ '/about/' | url }}": "../about.html",
    "{{ site.url }}": "../index.html",
    "{{ page.url }}#part": "#part",
    '{{< ref "2020-01-02-hill.md" >}}': HILL,
    '{{< ref "/posts/2020-01-02-hill" >}}': HILL,
    '{{< relref "2020-01-02-hill.md#top" >}}': f"{HILL}#top",
    '{{<relref path="/2020-01-02-hill.md" lang="en">}}': HILL,
    "{{% ref 2020-01-02-hill %}}": HILL,
    "{{% relref `about.md` %}}": "../about.html",
    '{{< ref "#part" >}}': "#part",
    '{{ get_url(path="@/2020-01-02-hill.md") }}': HILL,
    "/posts/a long name.html": "a%20long%20name.html",
    "a long name.md": "a%20long%20name.html",
    "a long name.md#top": "a%20long%20name.html#top",
}
FORMS = [
    "[x]({})",
    '[x]({} "A title")',
    "[x][n]\n\n[n]: {}",
    '<a href="{}">x</a>',
    "<p>\n<a class='y' href='{}'>x</a></p>",
]


def posts(post: Post, text: str) -> dict[str, str]:
    """Return the posts of a site; one has `text`."""
    return {
        "walk.md": post(f"{text}\n\n## Part\n"),
        "2020-01-02-hill.md": post("## Top\n", title="Hill", aliases=["/old/hill/"]),
        "a long name.md": post("## Top\n"),
    }


@pytest.mark.parametrize("form", FORMS)
def test_links_with_tags_and_spaces(plain_site: SiteBuilder, post: Post, form: str) -> None:
    targets = {target: url for target, url in TARGETS.items() if "][" not in form or target[0] == "{"}
    texts = [
        form.format(target).replace("x]", f"x{number}]").replace(">x<", f">x{number}<")
        for number, target in enumerate(targets)
    ]
    text = "\n\n".join(texts).replace("[n]", "[n-{}]")
    for number in range(len(targets)):
        text = text.replace("[n-{}]", f"[n-{number}]", 2)
    built = plain_site.build(posts=posts(post, text), docs={"about.md": "---\norphan: true\n---\n# About\n"})
    article = built.article("posts/walk")
    found = {target: article.find("a", string=f"x{number}") for number, target in enumerate(targets)}

    assert built.warnings == []
    assert {target: a and a["href"] for target, a in found.items()} == targets


@pytest.mark.parametrize(
    "image",
    [
        "![Arches]({{ site.baseurl }}/images/the bridge.png)",
        "![Arches](/images/the bridge.png)",
        '![Arches](/images/the bridge.png "A title")',
        '![Arches]({{ "/images/the%20bridge.png" | relative_url }})',
        '<img src="{{ "/images/the bridge.png" | relative_url }}" alt="Arches">',
        '<p><img src="{{ site.url }}/images/the%20bridge.png" alt="Arches"></p>',
        "Words ![Arches](/images/the bridge.png) and words.",
    ],
)
def test_images_with_tags_and_spaces(plain_site: SiteBuilder, post: Post, png: bytes, image: str) -> None:
    plain_site.write({"images/the bridge.png": png})
    built = plain_site.build(posts={"a.md": post(f"{image}\n")})
    found = built.article("posts/a").select_one("img")

    assert built.warnings == []
    assert found
    assert (found["src"], found["alt"]) == ("../_images/the%20bridge.png", "Arches")


@pytest.mark.parametrize(
    "text",
    [
        "[1](see the appendix)",
        "[x](one two)",
        "![x](no picture)",
        "[a](b c",
        "[Mr. X](who is it?)",
        "[x]({{ page.foo }})",
        "[x]({% unknown tag %})",
        "`[x]({% post_url 2020-01-02-hill %})`",
        "`[x](/a b.png)`",
    ],
)
def test_other_text_in_brackets_stays_text(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build(posts=posts(post, text))
    article = built.article("posts/walk").select_one("[role=main], div.body")

    assert article
    assert text.strip("`") in article.get_text()
    assert not article.select("p a:not(.postil-byline a)")


@pytest.mark.parametrize(
    "tag",
    [
        "{% post_url nowhere %}",
        "{% link _posts/nowhere.md %}",
        '{{< ref "nowhere.md#part" >}}',
        '{{< relref "/posts/nowhere" >}}',
        "{filename}nowhere.md",
        "{tag}nowhere",
    ],
)
@pytest.mark.parametrize(
    "form", ["[x]({})", "[x][n]\n\n[n]: {}", "<a href='{}'>x</a>", "<p>\n<a href='{}'>x</a>\n</p>"]
)
def test_tags_that_lead_nowhere_stay_as_written(plain_site: SiteBuilder, post: Post, form: str, tag: str) -> None:
    built = plain_site.build(posts=posts(post, form.replace("{}", tag)))
    found = built.article("posts/walk").find("a", string="x")

    assert found
    assert unquote(str(found["href"])) == tag
    assert len(built.warnings) == 1
    assert f"the link to {tag!r} leads nowhere" in built.warnings[0]


def test_markdown_copies_know_these_targets(plain_site: SiteBuilder, post: Post) -> None:
    text = "[x]({% post_url 2020-01-02-hill %}#top) [y](a long name.md) [z]({{ page.foo }}) [w](/no thing.md)"
    copy = plain_site.build(posts=posts(post, text)).read("posts/walk.md")

    assert "[x](2020-01-02-hill.md#top) [y](a%20long%20name.md) [z]({{ page.foo }}) [w](/no thing.md)" in copy
