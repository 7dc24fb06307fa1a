"""Citations as in Pandoc, `[see @key, p. 5; @other]`, `[-@key]`, `@key [p. 5]`, on pages with a bibliography.

A citation is a footnote; one in a footnote is its author and year. sphinxcontrib-bibtex has one bibliography for the
whole site and knows no front matter, so works are read with its parser, pybtex.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes

from postil.diagnostics import Subtype, warn
from postil.footnotes.labels import INLINE_LABEL_PREFIX
from postil.markdown.bibliography_files import bibliography_of, cite
from postil.markdown.citation_nodes import brackets_nodes, note_nodes, sentence_nodes
from postil.markdown.code_fences import add_fence_handler, set_name
from postil.markdown.cross_references import KEY as CROSS_REFERENCE
from postil.markdown.cross_references import is_in_word
from postil.markdown.directives import find_directive
from postil.markdown.divs import add_div_handler
from postil.markdown.reference_list import LIST_ID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode

    from postil.markdown.bibliography import Work
    from postil.markdown.info_strings import Info

_RULE = "postil_citation"
# A full stop or colon at the end of a key is that of the sentence. In braces, a key may be anything.
_KEY = r"(?:\{(?P<braced>[^{}\s]+)\}|(?P<key>\w+(?:[:.#$%&\-+?<>~/]\w+)*))"
_IN_TEXT = re.compile(rf"@{_KEY}(?![\w@])(?:[ \t]?\[(?P<locator>[^\[\]@]*)\](?![(\[{{:]))?")
_BRACKETS = re.compile(r"\[([^\[\]]*@[^\[\]]*)\](?![(\[{:])")
_ITEM = re.compile(rf"(?P<prefix>(?:[^@]|(?<=\w)@)*?)(?P<minus>-?)(?<!\w)@{_KEY}(?![\w@])(?P<suffix>[^@]*)\Z")
_MARKUP = re.compile(r"[*_`<$\\&~^!:]")


def citation_in_text(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse `@key` and `@key [p. 5]`."""
    if state.src[state.pos] != "@" or state.linkLevel or is_in_word(state.src, state.pos):
        return False
    match = _IN_TEXT.match(state.src, state.pos, state.posMax)
    if match is None or not _are_citations(state, [match]):
        return False
    if not silent:
        locator = (match["locator"] or "").strip()
        _push(state, match[0], [("", match["braced"] or match["key"], locator, True)], in_text=True)
    state.pos = match.end()
    return True


def citations_in_brackets(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse `[see @key, p. 5; -@other]`."""
    if state.src[state.pos] != "[" or state.linkLevel:
        return False
    match = _BRACKETS.match(state.src, state.pos, state.posMax)
    parts = match[1].split(";") if match else []
    items = [item for part in parts if (item := _ITEM.match(part))]
    if match is None or len(items) < len(parts) or not _are_citations(state, items):
        return False
    if not silent:
        parsed = [
            (item["prefix"].strip(), item["braced"] or item["key"], item["suffix"].rstrip(), not item["minus"])
            for item in items
        ]
        _push(state, match[0], parsed, in_text=False)
    state.pos = match.end()
    return True


def _are_citations(state: StateInline, items: Sequence[re.Match[str]]) -> bool:
    """Return whether the page has a bibliography, and not all keys are ids as in Quarto's cross references."""
    document: nodes.document | None = state.md.options.get("document")  # none if a parser is used by itself
    bibliography = bibliography_of(document)
    if bibliography is None:
        return False
    keys = [item["braced"] or item["key"] for item in items]
    return any(key in bibliography.works or not re.fullmatch(CROSS_REFERENCE, key) for key in keys)


def _push(state: StateInline, source: str, items: Sequence[tuple[str, str, str, bool]], *, in_text: bool) -> None:
    token = state.push(_RULE, "", 0)
    token.content, token.meta = source, {"items": items, "in_text": in_text}


def render_citation(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a citation as a footnote; in a footnote, as text. What is not in the bibliography stays as written."""
    items, in_text = token.meta["items"], token.meta["in_text"]
    place = nodes.inline()
    renderer.add_line_and_source_path(place, token)
    works = [_find(renderer, key, place) for _prefix, key, _suffix, _people in items]
    if not any(works):
        renderer.current_node.append(nodes.Text(token.content))
        return
    in_note = _is_in_footnote(renderer.current_node)
    content: list[nodes.Node] = []
    for work, (words, key, suffix, with_people) in zip(works, items, strict=True):
        prefix = words if content or in_note else words[:1].upper() + words[1:]
        if content:
            content.append(nodes.Text("; "))
        content += _inline(renderer, token, f"{prefix} " if prefix else "")
        after = _inline(renderer, token, suffix)
        if work is None:
            content += [nodes.Text(f"{'' if with_people else '-'}@{key}"), *after]
        elif in_text and in_note:
            content += sentence_nodes(work, after)
        elif in_note:
            content += [*brackets_nodes(work, with_people=with_people), *after]
        else:
            separator = [nodes.Text(", ")] if in_text and after else []
            content += [*note_nodes(work, with_people=with_people), *separator, *after]
    if in_note:
        brackets = ("", "") if in_text else ("(", ")")
        renderer.current_node.extend([nodes.Text(brackets[0]), *content, nodes.Text(brackets[1])])
        return
    if in_text and works[0]:
        renderer.current_node.extend(sentence_nodes(works[0]))
    else:
        _strip_space(renderer.current_node)
    _add_footnote(renderer, token, _with_full_stop(content))


def _find(renderer: Any, key: str, place: nodes.Element) -> Work | None:
    """Return the work with a key, which is then listed; warn if there is none."""
    bibliography = bibliography_of(renderer.document)
    work = bibliography.works.get(key) if bibliography else None
    if work is None:
        message = f"the bibliography has no `{key}`; `@{key}` is shown as written"
        warn(Subtype.CITATION, message, place)
    else:
        cite(renderer.document, work)
    return work


def _is_in_footnote(node: nodes.Element | None) -> bool:
    while node is not None and not isinstance(node, nodes.footnote):
        node = node.parent
    return node is not None


def _inline(renderer: Any, token: SyntaxTreeNode, text: str) -> list[nodes.Node]:
    """Return the words before or after a key as nodes."""
    if not _MARKUP.search(text):
        return [nodes.Text(text)] if text else []
    words = nodes.inline()
    space = text[: len(text) - len(text.lstrip())]
    with renderer.current_node_context(words):
        renderer.nested_render_text(text.strip(), token.map[0] if token.map else 0, inline=True)
    end = " " if text.endswith(" ") else ""
    return [nodes.Text(space), *words.children, nodes.Text(end)]


def _with_full_stop(content: list[nodes.Node]) -> list[nodes.Node]:
    text = "".join(node.astext() for node in content)
    return content if text.endswith((".", "?", "!")) else [*content, nodes.Text(".")]


def _strip_space(parent: nodes.Element) -> None:
    """Remove the space at the end: a raised number follows its word without one."""
    last = parent[-1] if parent.children else None
    if isinstance(last, nodes.Text) and (text := last.rstrip()):
        parent[-1] = nodes.Text(text)


def _add_footnote(renderer: Any, token: SyntaxTreeNode, content: Sequence[nodes.Node]) -> None:
    label = f"{INLINE_LABEL_PREFIX}{sum(isinstance(child, nodes.footnote) for child in renderer.document)}"
    reference = nodes.footnote_reference(token.content, "", auto=1, refname=label)
    paragraph = nodes.paragraph("", "", *content)
    footnote = nodes.footnote("", paragraph, auto=1, names=[label])
    for node in (reference, footnote, paragraph):
        renderer.add_line_and_source_path(node, token)
    renderer.current_node.append(reference)
    renderer.document.append(footnote)


def render_bibliography(renderer: Any, token: SyntaxTreeNode, info: Info) -> bool:
    """Render a fence `{bibliography}` as the place of the list of references, unless another extension has it."""
    if info.name != "bibliography" or find_directive(renderer, info.name) or bibliography_of(renderer.document) is None:
        return False
    place = nodes.container(is_div=True)
    renderer.add_line_and_source_path(place, token)
    set_name(renderer, place, LIST_ID)
    renderer.current_node.append(place)
    return True


def render_bibliography_div(renderer: Any, token: SyntaxTreeNode, info: Info) -> None:
    """Render a div `bibliography`, in any spelling, as the place of the list of references, below its own content."""
    place = nodes.container(is_div=True)
    renderer.add_line_and_source_path(place, token)
    with renderer.current_node_context(place, append=True):
        renderer.nested_render_text(token.content, token.map[0] if token.map else 0)
    if bibliography_of(renderer.document) is None:
        warn(Subtype.CITATION, "a list of references, but this page has no bibliography", place)
        return
    place["names"] += dict.fromkeys(nodes.fully_normalize_name(name) for name in (LIST_ID, info.id) if name)
    renderer.document.note_explicit_target(place, place)


def add_rules(md: MarkdownIt) -> None:
    """Add the rules to a Markdown parser."""
    md.inline.ruler.after("link", f"{_RULE}s", citations_in_brackets)
    md.inline.ruler.after("link", _RULE, citation_in_text)
    md.add_render_rule(f"render_{_RULE}", render_citation, fmt="docutils")
    add_fence_handler(md, render_bibliography)
    add_div_handler(md, "bibliography", render_bibliography_div)
