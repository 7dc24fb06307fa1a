"""Generate `llms.txt` (llmstxt.org): a list of the site's pages for language models."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx.locale import get_translation

from postil.build.domain import post_domain
from postil.i18n import CATALOG
from postil.metadata.markdown_copies import copy_path
from postil.urls import absolute_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

_ = get_translation(CATALOG)


def generate_llms(app: Sphinx, builder: StandaloneHTMLBuilder, base: str) -> bytes:
    """Return `llms.txt`: the posts, newest first, then the other pages. Posts link to their Markdown copies."""
    env, options = app.env, app.config.postil
    domain = post_domain(env)
    index = domain.index
    posts = []
    for post in (post for blog in index.all_blogs for post in blog.published):
        uri = quote(copy_path(app, post)) or builder.get_target_uri(post.docname)
        uri += f"#{post.anchor}" if post.anchor else ""
        posts.append((post.title, absolute_url(base, uri), domain.summary(post)))
    others = sorted(env.found_docs - index.by_docname.keys())
    pages = [(env.titles[name].astext(), absolute_url(base, builder.get_target_uri(name)), "") for name in others]
    return write_llms(options.site_title, options.blog_feed_subtitle, {_("Posts"): posts, _("Pages"): pages})


def write_llms(title: str, about: str, sections: Mapping[str, Iterable[tuple[str, str, str]]]) -> bytes:
    """Return an llms.txt with a section for each heading in `sections`: links with title, URL and description."""
    lines = [f"# {title}", ""]
    if about:
        lines += [f"> {about}", ""]
    for heading, links in sections.items():
        items = [
            f"- [{_link_text(name)}]({url})" + (f": {' '.join(text.split())}" if text else "")
            for name, url, text in links
        ]
        if items:
            lines += [f"## {heading}", "", *items, ""]
    return "\n".join(lines).encode("utf-8", "replace")


def _link_text(text: str) -> str:
    """Return text on one line, escaped for a link in Markdown."""
    return re.sub(r"([\\\[\]])", r"\\\1", " ".join(text.split()))
