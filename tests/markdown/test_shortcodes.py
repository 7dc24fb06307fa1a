"""Images, films and links in the tags of other engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.markdown.shortcodes import read_tag
from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]


@pytest.fixture
def build(plain_site: SiteBuilder, post: Post, png: bytes) -> Callable[..., Built]:
    """Return a function that builds a site of one post, with an image, a film and a sound in its folder."""

    def run(text: str, *, builder: str = "html", **options: object) -> Built:
        plain_site.conf = "".join(f"{key} = {value!r}\n" for key, value in options.items())
        return plain_site.build({"a.md": post(text), "p.png": png, "walk.mp4": "x", "song.mp3": "x"}, builder=builder)

    return run


@pytest.mark.parametrize(
    ("text", "name", "arguments", "values"),
    [
        ("{{< youtube abc >}}", "youtube", ("abc",), {}),
        ("{{<img src='a b.png'>}}", "img", (), {"src": "a b.png"}),
        ('{{% figure src="a.png" caption="It\'s \\"b\\"" /%}}', "figure", (), {"src": "a.png", "caption": 'It\'s "b"'}),
        ("{{< figure\n  src=a.png\n  alt=`b`\n>}}", "figure", (), {"src": "a.png", "alt": "b"}),
        ("{%- youtube abc -%}", "youtube", ("abc",), {}),
        ('{% include figure.html src="a" %}', "figure", (), {"src": "a"}),
        ('{% include components/figure.liquid path="a" %}', "figure", (), {"path": "a"}),
        ('{{ youtube(id="a", autoplay=true) }}', "youtube", (), {"id": "a", "autoplay": "true"}),
        ("{{< video https://youtu.be/x?t=1 >}}", "video", ("https://youtu.be/x?t=1",), {}),
    ],
)
def test_tags(text: str, name: str, arguments: tuple[str, ...], values: dict[str, str]) -> None:
    tag = read_tag(text)

    assert tag
    assert (tag.name, tag.arguments, dict(tag.values)) == (name, arguments, values)


@pytest.mark.parametrize(
    "text",
    [
        "{{< /figure >}}",
        "{{ site.url }}",
        "{{ youtube }}",
        "{{< figure src=$image >}}",
        "{% include figure.html src=page.image %}",
        "{{ figure(path=config.extra.logo) }}",
        "{% include figure.html src=image %}",
        "{% img {{ site.url }}/a.png %}",
        '{{< figure src="a >}}',
        "{% %}",
    ],
)
def test_tags_that_are_not_known(text: str) -> None:
    tag = read_tag(text)

    assert tag is None or tag.name not in ("youtube", "figure", "img")


@pytest.mark.parametrize(
    ("text", "caption", "alt"),
    [
        ('{{< figure src="p.png" alt="Arches" caption="The *bridge*" >}}', "The bridge", "Arches"),
        ('{{< figure src="p.png" alt="Arches" >}}', "", "Arches"),
        ('{{< figure src="p.png" alt="Arches" title="T" caption="C" attr="Ada" attrlink="https://e.org" >}}',
         "T C Ada", "Arches"),
        ('{{<img src="p.png" alt="Arches" caption="C" max-width="300px">}}', "C", "Arches"),
        ("{{< img p.png >}}", "", ""),
        ('{{% image src="p.png" alt="Arches" %}}', "", "Arches"),
        ('{% include figure image_path="p.png" alt="Arches" caption="C" %}', "C", "Arches"),
        ('{% include figure.liquid path="p.png" alt="Arches" class="img-fluid" %}', "", "Arches"),
        ('{% include image.html url="p.png" description="C" %}', "C", ""),
        ("{% img p.png %}", "", ""),
        ('{% img left p.png 300 200 "Arches" %}', "", "Arches"),
        ("{% img right p.png 300 The old bridge %}", "", "The old bridge"),
        ('{{ image(src="p.png", alt="Arches") }}', "", "Arches"),
    ],
)  # fmt: skip
def test_images(build: Callable[..., Built], text: str, caption: str, alt: str) -> None:
    built = build(f"Words.\n\n{text}\n")
    [figure] = main_content(built).select("figure")

    assert built.warnings == []
    assert figure.select_one("img")["alt"] == alt  # type: ignore[index]
    assert " ".join(" ".join(each.get_text().split()) for each in figure.select("figcaption")) == caption


def test_link_and_width_of_an_image(build: Callable[..., Built]) -> None:
    built = build('{{< figure src="p.png" alt="A" link="https://example.org/" width="300" class="wide" >}}\n')
    [figure] = main_content(built).select("figure.wide")

    assert figure["style"] == "width: 300px"
    assert figure.select_one("a > img, a picture") or figure.select_one('a[href="https://example.org/"]')


@pytest.mark.parametrize(
    ("text", "selector"),
    [
        ('{{< video src="walk.mp4" caption="A walk" >}}', "figure video[controls]"),
        ("{{< video walk.mp4 >}}", "video[controls]"),
        ('{{< audio src="song.mp3" >}}', "audio[controls]"),
        ('{% video "walk.mp4" %}', "video[controls]"),
        ('{% include video.html src="walk.mp4" %}', "video[controls]"),
    ],
)
def test_players(build: Callable[..., Built], text: str, selector: str) -> None:
    built = build(text)

    assert built.warnings == []
    assert len(main_content(built).select(selector)) == 1


LINKS = {
    "{{< youtube abc-123 >}}": "https://www.youtube.com/watch?v=abc-123",
    '{{< youtube id="abc" start="30" >}}': "https://www.youtube.com/watch?v=abc&t=30",
    '{{ youtube(id="abc") }}': "https://www.youtube.com/watch?v=abc",
    "{% youtube abc %}": "https://www.youtube.com/watch?v=abc",
    '{% youtube "https://youtu.be/abc" %}': "https://youtu.be/abc",
    '{% include youtube.html id="abc" %}': "https://www.youtube.com/watch?v=abc",
    '{% include youtubePlayer.html id="abc" %}': "https://www.youtube.com/watch?v=abc",
    '{% include video id="abc" provider="youtube" %}': "https://www.youtube.com/watch?v=abc",
    "{{< video https://www.youtube.com/embed/abc >}}": "https://www.youtube.com/embed/abc",
    "{{< vimeo 123 >}}": "https://vimeo.com/123",
    "{% vimeo 123 %}": "https://vimeo.com/123",
    '{{< x user="ada" id="123" >}}': "https://x.com/ada/status/123",
    "{{< tweet 123 >}}": "https://x.com/i/status/123",
    "{% twitter https://twitter.com/ada/status/123 %}": "https://twitter.com/ada/status/123",
    "{{< gist ada 123abc >}}": "https://gist.github.com/ada/123abc",
    "{% gist ada/123abc %}": "https://gist.github.com/ada/123abc",
    "{{< instagram abc >}}": "https://www.instagram.com/p/abc/",
}
PLACES = ["{}", "Words {} here.", "- {}", "> {}", "| a |\n|---|\n| {} |", "Words[^n].\n\n[^n]: {}", "::: x\n{}\n:::"]


@pytest.mark.parametrize("place", PLACES)
def test_links(plain_site: SiteBuilder, post: Post, place: str) -> None:
    posts = {f"{number}.md": post(place.format(text), title=f"T{number}") for number, text in enumerate(LINKS)}
    built = plain_site.build(posts)

    assert built.warnings == []
    for number, url in enumerate(LINKS.values()):
        article = built.article(f"posts/{number}")
        assert article.find("a", href=url, string=url), url
        assert "{" not in article.get_text()


@pytest.mark.parametrize("builder", ["latex", "text", "epub"])
def test_other_formats(build: Callable[..., Built], builder: str) -> None:
    text = '{{< youtube abc >}}\n\n{{< figure src="p.png" alt="A" caption="A bridge" >}}\n'
    built = build(text, builder=builder, latex_documents=[("posts/a", "a.tex", "A", "A", "howto")])
    names = [path for path in built.outdir.rglob("*") if path.suffix in (".tex", ".txt", ".xhtml")]
    pages = "".join(path.read_text("utf-8") for path in names)

    assert not [warning for warning in built.warnings if "epub" not in warning.lower()]
    assert "watch?v=abc" in pages.replace("\\", "")
    assert "A bridge" in pages


def test_excerpts_have_no_link_of_a_film(build: Callable[..., Built]) -> None:
    built = build("{{< youtube abc >}}\n\nThe first words.\n")
    summary = built.page("posts/a").select_one("meta[name=description]")

    assert summary
    assert summary["content"] == "The first words."


@pytest.mark.parametrize(
    "text",
    [
        "{{< youtube javascript:x >}}",
        '{{< youtube "a b" >}}',
        "{{< figure >}}",
        "{{< video >}}",
        "{{< gist a/b/c >}}",
        "[a {{< youtube abc >}}](https://example.org/)",
        "{{< figure src=$x >}}",
        "{% include video id=page.v provider='youtube' %}",
    ],
)
def test_what_cannot_be_understood_is_shown_as_written(build: Callable[..., Built], text: str) -> None:
    built = build(text)

    assert len(built.warnings) == 1
    assert "is shown as written" in built.warnings[0]
    assert "{" in main_content(built).get_text()


def test_raw_tags_are_shown(build: Callable[..., Built]) -> None:
    built = build("{% raw %}{{< youtube abc >}}{% endraw %} and Hugo's {{</* youtube abc */>}}\n")

    assert built.warnings == []
    assert main_content(built).get_text().count("{{< youtube abc >}}") == 2


def test_turned_off(build: Callable[..., Built]) -> None:
    built = build("{{< youtube abc >}}\n", postil_markdown_extras=["-shortcodes"])

    assert "{{< youtube abc >}}" in main_content(built).get_text()


def test_values_are_escaped(build: Callable[..., Built]) -> None:
    built = build("{{< youtube id='abc' title='<b onclick=x>T</b>' >}}\n\n{{< figure src='p.png' alt='\"><i>' >}}\n")

    assert not main_content(built).select("b, i")
