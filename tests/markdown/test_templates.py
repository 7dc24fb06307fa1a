"""Tags of other engines are shown as written, with one warning per file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content, outline

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

TAGS = [
    "{% pic /a/b.png 300 200 The bridge %}",
    "{% include note.html text=\"It's 'here'\" -%}",
    "{%- if page.x -%}",
    "{{< chart src='a.png' caption='The <b>bold</b> *bridge*' >}}",
    '{{<pic src="bridge.png" alt="Seven arches">}}',
    "{{% notice tip %}}",
    "{{% /notice %}}",
    "{{ site.url }}",
    "{{site.url | append: 'x'}}",
    '{{< ref "posts/a.md#b" >}}',
    '{{< film id="x" title="a -- b" >}}',
    "{% if a > 3 and b < 4 %}",
    "{% x % y %}",
]  # fmt: skip
PLACES = {
    "alone": "{}",
    "with more text": "{}\nmore text",
    "in a line": "Some {} text",
    "after a link": "[a](b.html){}",
    "after brackets": "[a]{}",
    "after an image": "Some ![a](https://example.org/a.png){} text",
    "in a heading": "## A {} b",
    "above a line": "{}\n---",
    "in emphasis": "Some *words {} here*.",
    "in a link": "[a {} b](https://example.org/)",
    "in a list": "- {}\n- b",
    "in a quotation": "> {}\n> b",
    "in a note": "Words[^1].\n\n[^1]: {}",
    "in an inline note": "Words^[a {} b].",
    "in a table": "| a | b |\n|---|---|\n| {} | c |",
    "in a div": "::: a\n{}\n:::",
}


@pytest.mark.parametrize("place", PLACES)
def test_tags_are_shown_as_written(plain_site: SiteBuilder, post: Post, place: str) -> None:
    tags = [tag for tag in TAGS if place != "in a table" or "|" not in tag]
    posts = {f"{number}.md": post(PLACES[place].format(tag), title=f"T{number}") for number, tag in enumerate(tags)}
    built = plain_site.build(posts=posts)

    for number, tag in enumerate(tags):
        assert tag in built.article(f"posts/{number}").get_text(), tag
        assert not built.article(f"posts/{number}").select("img[src='bridge.png'], b")
    for number in range(len(tags)):
        told = [warning for warning in built.warnings if f"posts/{number}.md:" in warning and "shown as" in warning]
        assert len(told) == 1
        assert "`postil import`" in told[0]


def test_alt_text_with_a_tag(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("![The {{ site.name }} bridge](https://example.org/a.png)")})

    assert built.article("posts/a").select_one("img")["alt"] == "The {{ site.name }} bridge"  # type: ignore[index]


def test_one_warning_names_all_tags_and_lines(plain_site: SiteBuilder, post: Post) -> None:
    text = "{% a b %}\n\nWords\nand {{ c }}.\n\n- {% a d %}\n\n{{< e >}}\n"
    built = plain_site.build(posts={"a.md": post(text)})

    assert len(built.warnings) == 1
    assert "`{% a … %}` (lines 6, 11), `{{ c }}` (line 9), `{{< e >}}` (line 13)" in built.warnings[0]


CODE = ["{{% highlight {0} %}}\n{1}\n{{% endhighlight %}}", "{{% codeblock lang:{0} %}}\n{1}\n{{% endcodeblock %}}",
        '{{{{< highlight {0} "linenos=table" >}}}}\n{1}\n{{{{< /highlight >}}}}',
        '{{{{% highlight lang="{0}" %}}}}\n{1}\n{{{{% /highlight %}}}}',
        "- Words\n\n  {{% highlight {0} %}}\n  {1}\n  {{% endhighlight %}}"]  # fmt: skip


@pytest.mark.parametrize("form", CODE)
def test_code_between_tags_is_code(plain_site: SiteBuilder, post: Post, form: str) -> None:
    lines = ["# a *comment*", "", "{{ x }} <b>y</b>"]
    text = "\n".join(lines).replace("\n", "\n  " if form.startswith("-") else "\n")
    built = plain_site.build(posts={"a.md": post(form.format("ruby", text))})
    code = built.article("posts/a").select_one("div[class*=highlight-]")

    assert built.warnings == []
    assert code
    assert code.get_text().strip().split("\n") == lines
    assert "highlight" not in main_content(built).get_text()


@pytest.mark.parametrize("text", ["{% highlight x %} and more", "{% highlight x %}\na\n{% endhighlight %} b"])
def test_code_tags_without_an_end_are_shown(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build(posts={"a.md": post(text)})

    assert " ".join(text.split()) in " ".join(main_content(built).get_text().split())


def test_raw_and_comments(plain_site: SiteBuilder, post: Post) -> None:
    text = "{% raw %}\nWords *here* {{ kept }}.\n{% endraw %}\n\nIn a {% raw %}{{ line }}{% endraw %}.\n"
    text += "\n{% raw %}\n\n{{ more }} and {% if %}\n\n{% endraw %}\n"
    text += "\n{% comment %}\nGone\n{% endcomment %}\n\nHugo's {{</* figure x */>}}.\n"
    built = plain_site.build(posts={"a.md": post(text)})
    shown = " ".join(main_content(built).get_text().split())

    assert shown == "Words here {{ kept }}. In a {{ line }}. {{ more }} and {% if %} Hugo’s {{< figure x >}}."
    assert [warning.rpartition("[")[2] for warning in built.warnings] == ["postil.left_out]"]
    assert not [paragraph for paragraph in main_content(built).select("p") if not paragraph.get_text().strip()]


def test_tags_behind_raw_are_reported(plain_site: SiteBuilder, post: Post) -> None:
    text = "{% raw %}{{ one }}{% endraw %} {{ two }}\n\n{% raw %}\n{{ three }}\n{% endraw %}\n\n{{ four }}\n"
    (warning,) = plain_site.build(posts={"a.md": post(text)}).warnings

    assert "`{{ two }}` (line 6), `{{ four }}` (line 12);" in warning


@pytest.mark.parametrize(
    "tag",
    [
        '{{< chart\n    src="a.png"\n    caption="Words"\n>}}',
        '{{< chart\n- src="a"\n# x\n\n> y\n>}}',
        "{% x\n  y: 1\n%}",
    ],
)
def test_tags_over_several_lines(plain_site: SiteBuilder, post: Post, tag: str) -> None:
    built = plain_site.build(posts={"a.md": post(f"Before.\n\n{tag}\n\nAfter.")})

    assert outline(main_content(built)) == f"p(Before.) p({' '.join(tag.split())}) p(After.)"
    assert len(built.warnings) == 1


def test_substitutions_of_myst_are_replaced(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'myst_enable_extensions = ["substitution", "attrs_block"]\nmyst_substitutions = {"a": "*b*"}\n'
    text = "Some {{ a }}, {{ site.url }}, {% tag %}, {{< code >}}.\n\n{{ a }}\n\n{{ missing }}\n"
    built = plain_site.build(posts={"a.md": post(text)})

    assert (
        outline(main_content(built))
        == "p(Some em(b) , {{site.url}} , {% tag %} , {{< code >}} .) p(em(b)) p({{missing}})"
    )


def test_attributes_of_myst_are_kept(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("{.lead #x % a comment %}\nWords [here]{.y}.")})

    assert built.warnings == []
    assert outline(main_content(built)) == "p(Words here .)"
    assert main_content(built).select_one("p.lead")


def test_captions_with_tags_are_reported_once(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("![The {{ x }}](https://example.org/a.png)")})

    assert len([warning for warning in built.warnings if "shown as written" in warning]) <= 1


def test_tags_in_html(plain_site: SiteBuilder, post: Post) -> None:
    text = '<div>{{< a b="<i>c</i>" >}}\n{{<pic src="x.png">}} {% d %}</div>\n\nA <b class="{{ e }}">f</b>.\n\n'
    text += "<script>\nf({{ g }})\n</script>\n"
    built = plain_site.build(posts={"a.md": post(text)})
    content = main_content(built)

    assert content.div
    assert '{{< a b="<i>c</i>" >}}' in content.get_text()
    assert '{{<pic src="x.png">}} {% d %}' in content.get_text()
    assert not content.select("img, i")
    assert len(built.warnings) == 1
    assert "`{{< a … >}}` (line 6), `{{< pic … >}}` (line 7), `{% d %}` (line 7)" in built.warnings[0]
    assert "{{ g }}" not in built.warnings[0]
