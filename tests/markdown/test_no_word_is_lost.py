"""Whatever dialect a post is written in, each word of it is on the page or in a warning."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

# `W` becomes a word of its own, which must be shown, and `H` one that its author hides.
INLINE = st.sampled_from([
    "W", "*W*", "**W W**", "`W`", "[W](https://example.org/)", "![W](https://example.org/a.png)", "{% W W %}",
    "{{ W }}", "{{< W a='W' >}}", "{{% W %}}", '{{<W b="<i>W</i>">}}', "{unheard}`W`", "`W`{=html}", "<b>W</b>",
    "W<br>W", "^[W]", "<b>W", "W</div>", "List<W>", "~~W~~", "W%W", "{W}", "$W$", "<span>W</span>", "[^W W]",
    "[W]{.a}", "<!-- H -->", "@W", "[@W]", "==W==", "[[W]]", ":W:", "{% raw %}W{% endraw %}", "W{% W %}",
    "[W]{% W %}", "`W`{% W %}", "<W W='W'>", "{W}`W`", "[W][W]", "<W@example.org>", "W\\", "[W](W)", "`{python} W`",
    "<!-- W", "<a name='x'/>W",
])  # fmt: skip
BLOCKS = st.sampled_from([
    "{0}", "## {0}", "% {0}", "{0}\n% {0}", "+++ {0}", "> [!NOTE]\n> {0}", "::: {{.a}}\n{0}\n:::",
    ":::a {0}\n{0}\n:::", '::: {{.a title="W"}}\n::: {{.b}}\n{0}\n:::\n{0}\n:::', ":::: {{unheard}} {0}\n{0}\n::::",
    "```{{r}}\n#| a: b\nW\n```", "```{{python}}\nW\n```", "```{{.a}}\nW\n```", "```{{unheard}} W\n:W: W\nW\n```",
    "```{{=html}}\n<p>W</p>\n```", "~~~js\nW\n~~~", "```{{r, echo=FALSE}}\nH\n```", "```{{note}}\n{0}\n```",
    "```{{note}}\n:W: W\n\n{0}\n```", "```{{include}} W.md\nW\n```", "<div>\n\n{0}\n\n</div>",
    '<div markdown="1">\n{0}\n</div>', "<div>\n\n{0}", "{0}\n\n</div>", "<b>\n\n{0}", "<iframe>\n\n{0}",
    "<textarea>\n\n{0}", "<script>\n\n{0}", "<!-- W\n\n{0}",
    "<details><summary>W</summary>\n\n## {0}\n\n{0}\n\n</details>", "{{% highlight a %}}\nW\n{{% endhighlight %}}",
    "{{{{< highlight a >}}}}\nW\n{{{{< /highlight >}}}}", "{{% W\nW\n%}}", "{{% W %}}\n{0}\n{{% endW %}}",
    "{{{{< W\n> W\n>}}}}", "| W | W |\n|---|---|\n| {0} | W | W |", "- {0}\n- {0}", "1. {0}", "{{#a .b}}\n{0}",
    "W\n: {0}", "$$\nW\n$$", "\\[W\\]", "```{{image}} https://example.org/a.png\n{0}\n```", "<table><tr><td>W",
    "```{{figure}}\n{0}\n```", "```{{code-block}} python\n:emphasize-lines: x\n\nW\n```", "[^W]: {0}",
    "<div class='W\n\n{0}", "```{{eval-rst}}\n.. unheard:: W\n\n   W\n```", "```{{js\nW\n```", ":::\n{0}",
    "<W>\n\n{0}", "{{% comment %}}\nH\n{{% endcomment %}}", "---\n{0}", "{0}\n---", "<pre>\n{0}", "    W", "<?php W",
    "***\n{0}", "*[W] W",
])  # fmt: skip
AROUND = st.sampled_from(
    ["{}", "> {}", "- {}", "1. W\n\n   {}", "[^note]: {}", ":::: c\n{}\n::::", "> - {}", "<div>\n\n{}\n\n</div>"]
)
INDENTS = {">": "> ", "-": "  ", "1": "   ", "[": "    ", "> -": ">   "}


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Return the text of a post with constructs of all dialects in each other, and with numbered words."""
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        line = " ".join(draw(st.lists(INLINE, min_size=1, max_size=3)))
        around = draw(AROUND)
        block = draw(BLOCKS).format(line)
        indent = INDENTS.get(around[:3], INDENTS.get(around[:1], ""))
        parts.append(around.replace("{}", block.replace("\n", f"\n{indent}")))
    numbers = count(100)
    return re.sub(
        r"\b[WH]\b", lambda match: f"{'word' if match[0] == 'W' else 'hidden'}{next(numbers)}", "\n\n".join(parts)
    )


def shown_words(html: str) -> set[str]:
    """Return the words that a reader of a page meets, as browsers parse it, with alt texts, links and tooltips."""
    page = BeautifulSoup(html, "html5lib")
    attributes = [str(tag.get(name, "")) for name in ("alt", "href", "title") for tag in page.select(f"[{name}]")]
    for formula in page.select("math"):
        formula.replace_with("".join(formula.get_text().split()))
    for tag in page.select("script, style, template, head, iframe, textarea"):
        tag.decompose()
    return set(re.findall(r"(?:word|hidden)\d{3}", " ".join([page.get_text(), *attributes])))


def lost_words(site: SiteBuilder, posts: dict[str, Any]) -> dict[str, list[str]]:
    """Build a site; return the words of each post that are neither on its page nor in a warning."""
    built = site.build(posts=posts)
    told = "\n".join(built.warnings)
    found = {}
    for name, text in posts.items():
        shown = shown_words(built.read(f"posts/{name.removesuffix('.md')}.html"))
        words = set(re.findall(r"word\d{3}", text))
        if lost := sorted(word for word in words - shown if word not in told):
            found[text] = lost
    return found


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.data_too_large])
@given(texts=st.lists(documents(), min_size=20, max_size=20))
def test_no_word_is_lost(tmp_path_factory: pytest.TempPathFactory, post: Callable[..., str], texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("words")
    site = SiteBuilder(folder, theme="basic", conf="postil_images = False\npostil_cards = False\n")
    posts = {f"{number}.md": post(text, title=f"P{number}") for number, text in enumerate(texts)}

    assert lost_words(site, posts) == {}
