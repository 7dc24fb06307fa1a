"""Images, films and links in the tags of Hugo, Quarto, Zola and Jekyll: `{{< figure src="a.png" >}}`.

Only what a tag says itself is used, so a tag with a variable is shown as written, as are all other tags.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes

from postil.blog.players import is_in, player
from postil.frozen import frozen
from postil.markdown.image_attributes import ATTRIBUTES, CAPTION
from postil.markdown.templates import RAW_TYPE, TYPE, render_template

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

_TAG = re.compile(r"(?:\{\{[<%]|\{%-?|\{\{)\s*(.*?)\s*/?(?:[>%]\}\}|-?%\}|\}\})", re.DOTALL)
_NAME = re.compile(r"(?:(include|include_relative|partial)\s+)?([\w./-]+)(?:\s+|(?=\()|$)")
_ARGUMENT = re.compile(
    r"""(?:(?P<key>[\w-]+)\s*(?:=|:(?!//))\s*)?(?:"(?P<double>(?:\\.|[^"\\])*)"|'(?P<single>(?:\\.|[^'\\])*)'|`(?P<raw>[^`]*)`
    |(?P<bare>[^\s"'`,=()]+(?:=[^\s"'`,()]+)?))[\s,]*""",
    re.VERBOSE,
)
# Values that other engines compute.
_VARIABLE = re.compile(
    r"\{[{%]|\$|(?:page|site|post|include|layout|params?)\.|config\.extra\b|\.(?:Params|Site|Page)\b"
)
_URL = re.compile(r"(?i)https?://\S+")
_ID = re.compile(r"[\w-]+")
_ALIGNMENTS = {"left": "left", "right": "right", "center": "center", "align-left": "left", "align-right": "right"}


@frozen
class Tag:
    """A tag: its name in lower case, its arguments in order, and those with names."""

    name: str
    arguments: tuple[str, ...]
    values: Mapping[str, str]

    def first(self, *keys: str) -> str:
        """Return the first of some values that there is; a number is that of an argument."""
        found = (self._argument(int(key)) if key.isdigit() else self.values.get(key, "") for key in keys)
        return next(filter(None, found), "")

    def _argument(self, number: int) -> str:
        return self.arguments[number] if number < len(self.arguments) else ""


def read_tag(text: str) -> Tag | None:
    """Return a tag of another engine; None for tags that end a block, or that have a variable or other code."""
    outer = _TAG.fullmatch(text)
    name = outer and _NAME.match(outer[1])
    if not outer or not name or name[2].startswith("/"):
        return None
    rest = outer[1][name.end() :]
    if rest.startswith("(") and rest.endswith(")"):
        rest = rest[1:-1].strip()
    elif text.startswith("{{") and not text.startswith(("{{<", "{{%")):
        return None  # a variable, not a call
    arguments, values, position = [], {}, 0
    while position < len(rest):
        item = _ARGUMENT.match(rest, position)
        if item is None or _VARIABLE.search(item[0]):
            return None
        position = item.end()
        quoted = next((item[kind] for kind in ("double", "single", "raw") if item[kind] is not None), None)
        is_variable = name[1] and quoted is None and not item["bare"].replace("px", "").replace("%", "").isdigit()
        if is_variable and item["key"]:
            return None
        value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else item["bare"]
        if item["key"]:
            values[item["key"].lower()] = value
        else:
            arguments.append(value)
    base = re.sub(r"\.(?:html|liquid|md)$", "", name[2].lower()).rpartition("/")[2]
    return Tag(base, tuple(arguments), values)


def image_nodes(tag: Tag) -> list[nodes.Node] | None:
    """Return the image of `figure` and the like, with its caption and link."""
    src = tag.first("src", "image_path", "path", "url", "file", "image", "0")
    if not re.search(r"[./]", src) or len(tag.arguments) > 1:
        return None
    heading, caption = tag.values.get("title", ""), tag.first("caption", "description")
    credit, credit_url = tag.values.get("attr", ""), tag.values.get("attrlink", "")
    parts = [
        f"**{heading}**" if heading and caption else heading,
        caption,
        f"[{credit}](<{credit_url}>)" if credit and credit_url else credit,
    ]
    values = {key: tag.values[key] for key in ("width", "height", "align", "style") if tag.values.get(key)}
    if "max-width" in tag.values:
        values.setdefault("width", tag.values["max-width"])
    return _image(
        src,
        alt=tag.first("alt"),
        caption=" ".join(filter(None, parts)),
        classes=tag.values.get("class", ""),
        link=tag.first("link", "href"),
        values=values,
    )


def _image(
    src: str, *, alt: str, caption: str = "", classes: str = "", link: str = "", values: Mapping[str, str]
) -> list[nodes.Node]:
    image = nodes.image("", uri=src, alt=alt, classes=classes.split())
    image[CAPTION] = ""  # its alt text is no caption
    if caption:
        image["title"] = caption
    if values:
        image[ATTRIBUTES] = dict(values)
    return [nodes.reference("", "", image, refuri=link)] if link else [image]


def octopress_image(tag: Tag) -> list[nodes.Node] | None:
    """Return the image of Jekyll's `{% img [classes] path [width [height]] [title [alt]] %}`, or of Hugo's `img`."""
    paths = [each for each in tag.arguments if re.search(r"[./]", each)]
    if tag.values or not paths:
        return image_nodes(tag)
    start = tag.arguments.index(paths[0])
    rest = list(tag.arguments[start + 1 :])
    values: dict[str, str] = {}
    for key in ("width", "height"):
        if rest and re.fullmatch(r"\d+(?:px|%)?", rest[0]):
            values[key] = rest.pop(0)
    align = next((_ALIGNMENTS[name] for name in tag.arguments[:start] if name in _ALIGNMENTS), "")
    if align:
        values["align"] = align
    return _image(paths[0], alt=rest[-1] if len(rest) == 2 else " ".join(rest), values=values)  # noqa: PLR2004 - title, alt


def media_nodes(tag: Tag) -> list[nodes.Node] | None:
    """Return the film or sound of `video` and the like: a file becomes a player, another page a link."""
    provider, identifier = tag.values.get("provider", ""), tag.values.get("id", "")
    if provider in _SITES and identifier:
        return _link(tag, _SITES[provider].format(identifier)) if _ID.fullmatch(identifier) else None
    source = tag.first("src", "url", "mp4", "webm", "file", "path", "0")
    if not source:
        return None
    if _URL.fullmatch(source) and not re.search(r"\.\w{3,4}(?:$|[?#])", source.split("/", 3)[-1]):
        return _link(tag, source)
    values = {key: tag.values[key] for key in ("width", "height") if tag.values.get(key)}
    return _image(source, alt=tag.first("alt", "title"), caption=tag.first("caption"), values=values)


# Where the films and posts of sites are, by their ids.
_SITES = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "instagram": "https://www.instagram.com/p/{}/",
}


def site_link(tag: Tag) -> list[nodes.Node] | None:
    """Return a link to a film: `{{< youtube id >}}`."""
    site = tag.name.removesuffix("player").removesuffix("embed").rstrip("-_")
    target = tag.first("id", "video", "video_id", "v", "url", "src", "0")
    if _URL.fullmatch(target):
        return _link(tag, target)
    start = tag.first("start", "t")
    suffix = f"&t={start}" if site == "youtube" and start.isdigit() else ""
    return _link(tag, _SITES[site].format(target) + suffix) if _ID.fullmatch(target) and site in _SITES else None


def social_link(tag: Tag) -> list[nodes.Node] | None:
    """Return a link to a post of X: `{{< x user="…" id="…" >}}`."""
    target = tag.first("url", "id", "1", "0")
    if _URL.fullmatch(target):
        return _link(tag, target)
    user = tag.values.get("user") or (tag.arguments[0] if len(tag.arguments) > 1 else "i")
    return (
        _link(tag, f"https://x.com/{user}/status/{target}") if _ID.fullmatch(target) and _ID.fullmatch(user) else None
    )


def gist_link(tag: Tag) -> list[nodes.Node] | None:
    """Return a link to code on GitHub: `{{< gist user id >}}`."""
    if _URL.fullmatch(url := tag.first("url", "0")):
        return _link(tag, url)
    path = "/".join(tag.arguments[:2])
    return _link(tag, f"https://gist.github.com/{path}") if re.fullmatch(r"[\w-]+(?:/[\w-]+)?", path) else None


def _link(tag: Tag, url: str) -> list[nodes.Node]:
    text = tag.first("title", "caption") or url
    return [player("", "", nodes.reference(text, text, refuri=url), kind="link", label=text)]


_HANDLERS: Mapping[str, Callable[[Tag], list[nodes.Node] | None]] = {
    **dict.fromkeys(("figure", "image", "picture", "figure-image"), image_nodes),
    "img": octopress_image,
    **dict.fromkeys(("video", "audio", "mp3"), media_nodes),
    **dict.fromkeys(("youtube", "vimeo", "instagram", "youtubeplayer", "youtube-embed", "vimeoplayer"), site_link),
    **dict.fromkeys(("x", "tweet", "twitter", "twitter_simple", "x_simple"), social_link),
    "gist": gist_link,
}


def tag_nodes(text: str) -> list[nodes.Node] | None:
    """Return what a tag becomes; None if that is not known."""
    tag = read_tag(text)
    handler = _HANDLERS.get(tag.name) if tag else None
    return handler(tag) if handler and tag else None


def render_shortcode(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a tag that is understood as image, film or link, and others as written."""
    is_raw = renderer.md_env.get(RAW_TYPE)  # between `{% raw %}` and its end
    found = None if is_raw else tag_nodes(token.content)
    in_link = is_in(renderer.current_node, nodes.reference)
    if not found or (in_link and not isinstance(found[0], nodes.image)):
        render_template(renderer, token)
        return
    if is_in(renderer.current_node, nodes.title):
        found = [node.children[0] if isinstance(node, player) else node for node in found]
    for node in found:
        for element in node.findall(nodes.Element):
            renderer.add_line_and_source_path(element, token)
    renderer.current_node += found


def add_rules(md: MarkdownIt) -> None:
    """Add the rule to a Markdown parser."""
    md.add_render_rule(f"render_{TYPE}", render_shortcode, fmt="docutils")
