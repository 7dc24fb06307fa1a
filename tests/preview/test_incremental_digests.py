"""After any saves, a preview knows the same digests of pages as if it computed all of them anew."""

from __future__ import annotations

import random
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest

from postil.blog.permalink import NOT_FOUND_PAGE
from postil.build.domain import post_domain
from postil.build.exact_output import exact_output
from postil.build.index_update import update_index
from postil.build.record import PageSources
from postil.pages.listings import generate_listings
from postil.preview.build_result import BuildRequest
from postil.preview.in_memory_site import InMemorySite

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from postil.testing import SiteBuilder

NAMES = "abcdef"
HOME = "# Home\n\n```{postlist} 2\n:excerpts:\n```\n\n```{postlist}\n:tags: x\n```\n\n[](../posts/a.md)\n"
CONF = 'postil_page_size = 2\npostil_languages = {"en": "E", "de": "D"}\nnumfig = True\n'
# What a save changes, more often the text than anything else.
CHOICES: dict[str, list[Any]] = {
    "text": ["One", "Two words", "Three words\n\nNew paragraph"],
    "more": ["", "Words", "More words"],
    "link": ["", *(f"See [](b.md) and {link} there." for link in ("[it](c.md)", "[it](#part)", "{ref}`mark`"))],
    "end": ["", "(mark)=\n\n## Part", "```{figure} p.svg\n:name: mark\n\nCaption\n```"],
    "title": ["Alpha", "Beta <i>"],
    "date": ["2024-01-01", "2024-03-03", "2999-01-01"],
    "updated": ["2024-02-02", "2024-05-05"],
    "tags": ["[x]", "[x, y]", "[]"],
    "series": ["", "S"],
    "lang": ["en", "de"],
    "hidden": ["false", "true"],
    "image": ["", "p.svg"],
    "aliases": ["[]", "[/old]"],
}
TEXT = ("text", "more", "link")
WEIGHTS = [6 if name in TEXT else 1 for name in CHOICES]


def source(post: dict[str, Any]) -> str:
    """Return the file of a post."""
    keys = [f"{key}: {value}" for key, value in post.items() if key not in (*TEXT, "end") and value]
    head = "\n".join(keys)
    return f"---\n{head}\n---\n\n{post['text']}\n\n{post['link']}\n\n{post['more']}\n\n{post['end']}\n"


def digests_anew(app: Sphinx) -> tuple[dict[str, str], dict[str, str]]:
    """Return the digests of all documents and of all listings, computed anew; leave everything as it was."""
    domain, output = post_domain(app.env), exact_output(app.builder)
    assert output
    before, pages = dict(vars(domain)), output.record.pages
    domain.content_before = None
    update_index(app, app.env)
    documents = PageSources(app.builder, output.settings_digests[1]).digests(app.env.found_docs)
    output.record.pages = {}
    list(generate_listings(app))
    listings, output.record.pages = output.record.pages, pages
    vars(domain).clear()
    vars(domain).update(before)
    return dict(documents), listings


@pytest.mark.parametrize("seed", [1, 2])
def test_digests_after_saves_are_as_if_computed_anew(plain_site: SiteBuilder, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - edits, not secrets
    posts = {name: {key: values[0] for key, values in CHOICES.items()} | {"title": name} for name in NAMES}
    plain_site.conf = CONF
    plain_site.write({"docs/index.md": HOME, "posts/p.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"})
    plain_site.build(posts={f"{name}.md": source(post) for name, post in posts.items()})
    folder = plain_site.folder
    request = BuildRequest(folder / "docs", folder / "build/preview", folder / "build/trees")
    only_some = 0
    with InMemorySite(request, StringIO()) as site:
        assert site.build().failure == ""
        app: Sphinx = vars(site)["_app"]
        output = exact_output(app.builder)
        assert output
        for number in range(30):
            name, key = chance.choice(NAMES), chance.choices(list(CHOICES), WEIGHTS)[0]
            posts[name][key] = chance.choice(CHOICES[key])
            plain_site.write({f"posts/{name}.md": source(posts[name])})
            assert site.update([folder / f"posts/{name}.md"]).failure == ""
            only_some += post_domain(app.env).changes is not None
            if number % 5 == 4:
                documents, listings = digests_anew(app)

                assert output.record.documents == documents
                assert {name: each for name, each in output.record.pages.items() if name != NOT_FOUND_PAGE} == listings
    assert only_some >= 10
