"""Tags of other engines, `{% … %}`, `{{< … >}}`, `{{% … %}}` and `{{ … }}`: shown as written.

Otherwise MyST would read `{% … %}` as attributes with a comment, Markdown the HTML and the quotes in a tag. What is
sure is understood: code in `highlight` is a code block, `raw` and its end are no text, `{{</* … */>}}` shows a
shortcode, and a Liquid comment is left out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markdown_it.rules_block import lheading, paragraph
from markdown_it.token import Token

from postil.markdown.remarks import Remark, add_remark

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode

TYPE = "postil_template"
_ENDS = {"{%": "%}", "{{<": ">}}", "{{%": "%}}", "{{": "}}"}
_OPENER = re.compile(r"\{%|\{\{[<%]?")
# Constructs that contain code, and the argument that is the language of the code.
_CODE = re.compile(
    r"""(?P<open>\{%-?|\{\{[<%])\s*(?P<name>highlight|codeblock|prism|code)
    (?:\s+(?:lang(?:uage)?=)?["']?(?P<language>[\w+\#.-]+)["']?)?(?=[\s%>])""",
    re.VERBOSE,
)
_COMMENT = re.compile(r"\{%-?\s*comment\b[^%]*-?%\}")
# `raw` and its end; a Markdown file has nothing that it would protect.
_RAW = re.compile(r"\{%-?\s*(?P<end>end)?(?:raw|verbatim)\s*-?%\}")
RAW_TYPE = "postil_raw_tag"
_ESCAPED = re.compile(r"(\{\{[<%])/\*(.*)\*/([>%]\}\})", re.DOTALL)
# Blocks of HTML whose content is no text.
_NOT_TEXT = re.compile(r"\s*<(?:script|style|!--)", re.IGNORECASE)
# How many lines a tag can have.
_MAX_LINES = 100


@lru_cache(maxsize=16)
def _last(text: str, pattern: str) -> int:
    """Return where a pattern last matches in a text; a search for each of many tags that have no end would be slow."""
    return max((match.start() for match in re.finditer(pattern, text)), default=-1)


def template_end(text: str, start: int, end: int) -> int:
    """Return the position after the tag that starts at `start`; -1 if there is none, or it has no end before `end`."""
    match = _OPENER.match(text, start)
    if match is None:
        return -1
    opener = match[0]
    for candidate in (opener, "{{") if opener in ("{{<", "{{%") else (opener,):
        mark = _ENDS[candidate]
        found = text.find(mark, start + len(opener), end) if _last(text, mark) > start else -1
        if found >= 0:
            return found + len(_ENDS[candidate])
    return -1


def inline_template(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse a tag of another engine in a line as one token."""
    if state.src[state.pos] != "{":
        return False
    end = template_end(state.src, state.pos, state.posMax)
    if end < 0:
        return False
    content = state.src[state.pos : end]
    if not silent:
        raw = _RAW.fullmatch(content)
        token = state.push(RAW_TYPE if raw else TYPE, "", 0)
        token.content = content
        # Its text, for the alternative texts of images, which are put together from the children of tokens.
        token.children = [Token("text", "", 0, content="" if raw else content)]
        token.meta["line"] = state.src.count("\n", 0, state.pos)
    state.pos = end
    return True


def bracket_before_template(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse the `[` in `[words]{% … %}` as text; the tag would be read as attributes with a comment."""
    if state.src[state.pos] != "[" or "]{%" not in state.src:
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos)
    if end < 0 or not state.src.startswith("{%", end + 1):
        return False
    if not silent:
        state.pending += "["
    state.pos += 1
    return True


def block_template(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Parse a block that starts with a tag: code between two tags, a tag over several lines, or a paragraph."""
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(("{%", "{{"), position) or state.is_code_block(start):
        return False
    code = _CODE.match(state.src, position) or _COMMENT.match(state.src, position)
    if code and _code_between_tags(state, code, start, end, silent=silent):
        return True
    if _RAW.fullmatch(state.src[position : state.eMarks[start]].strip()):
        if not silent:
            state.line = start + 1
            state.push(RAW_TYPE, "", 0).content = state.src[position : state.eMarks[start]]
        return True
    if template_end(state.src, position, state.eMarks[start]) < 0:
        return _tag_over_lines(state, start, end, silent=silent)
    if silent or not state.src.startswith("{%", position):
        return False
    # MyST would read the line as attributes.
    return lheading(state, start, end, silent) or paragraph(state, start, end, silent)


def _code_between_tags(state: StateBlock, match: re.Match[str], start: int, end: int, *, silent: bool) -> bool:
    """Parse `{% highlight x %}` … `{% endhighlight %}`, or the same in Hugo's syntax, as a code block."""
    opening_end = template_end(state.src, match.start(), state.eMarks[end - 1])
    groups = match.groupdict()
    name = groups.get("name") or "comment"
    is_liquid = state.src.startswith("{%", match.start())
    closing = rf"\{{%-?\s*end{name}\s*-?%\}}" if is_liquid else rf"\{{\{{[<%]\s*/\s*{name}\s*[>%]\}}\}}"
    has_end = 0 < opening_end <= _last(state.src, closing)
    found = re.compile(closing).search(state.src, opening_end, state.eMarks[end - 1]) if has_end else None
    if found is None:
        return False
    last = next(line for line in range(start, end) if state.eMarks[line] >= found.end())
    if state.src[found.end() : state.eMarks[last]].strip():
        return False  # text follows: this is a line of prose
    if silent:
        return True
    lines = state.getLines(start, last + 1, state.sCount[start], keepLastLF=True)
    content = lines[lines.find("%}" if is_liquid else "}}") + 2 : re.search(closing + r"\s*\Z", lines).start()]  # type: ignore[union-attr]
    token = state.push("fence" if name != "comment" else "postil_liquid_comment", "code", 0)
    token.info = groups.get("language") or ""
    token.content = content.removeprefix("\n")
    token.markup = "```"
    token.map = [start, last + 1]
    state.line = last + 1
    return True


def _tag_over_lines(state: StateBlock, start: int, end: int, *, silent: bool) -> bool:
    """Parse a paragraph that starts with a tag of several lines, of which one may look like another block."""
    position = state.bMarks[start] + state.tShift[start]
    limit = min(end, start + _MAX_LINES)
    closing = template_end(state.src, position, state.eMarks[limit - 1])
    if closing < 0:
        return False
    last = next(line for line in range(start, limit) if state.eMarks[line] >= closing)
    if any(state.sCount[line] < state.blkIndent and not state.isEmpty(line) for line in range(start, last)):
        return False  # the list or quotation ends before
    if not silent:
        state.line = last + 1
        token = state.push("paragraph_open", "p", 1)
        token.map = [start, state.line]
        token = state.push("inline", "", 0)
        token.content = state.getLines(start, last + 1, state.blkIndent, keepLastLF=False).strip()
        token.map = [start, state.line]
        token.children = []
        state.push("paragraph_close", "p", -1)
    return True


def render_template(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a tag as written, and remember it for the warning."""
    text = token.content
    if escaped := _ESCAPED.fullmatch(text):
        text = "".join(escaped.groups())
    elif not renderer.md_env.get(RAW_TYPE):
        line = (token.map[0] if token.map else 0) + token.meta.get("line", 0)
        add_remark(renderer.document, Remark.TEMPLATE, construct_name(text), line)
    renderer.current_node.append(literal_text(text))


def render_raw_tag(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render nothing; tags between `raw` and its end are shown on purpose."""
    match = _RAW.search(token.content)
    renderer.md_env[RAW_TYPE] = bool(match and not match["end"])


def render_html(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render HTML; tags of another engine in it are text, and never HTML."""
    if ("{%" in token.content or "{{" in token.content) and not _NOT_TEXT.match(token.content) and token.token:
        token.token.content = _escape_templates(renderer, token.content, token.map[0] if token.map else 0)
    renderer.render_html_block(token)


def _escape_templates(renderer: Any, html: str, line: int) -> str:
    parts = []
    position = 0
    for match in _OPENER.finditer(html):
        end = template_end(html, match.start(), len(html)) if match.start() >= position else -1
        if end < 0:
            continue
        text = html[match.start() : end]
        add_remark(renderer.document, Remark.TEMPLATE, construct_name(text), line + html.count("\n", 0, match.start()))
        # Quotes stay as they are: the tag may be in an attribute.
        escaped = escape(text, quote=False) if match[0].startswith("{{<") else text
        parts += [html[position : match.start()], escaped]
        position = end
    return "".join([*parts, html[position:]])


def literal_text(text: str) -> nodes.inline:
    """Return text whose quotes stay as they are."""
    return nodes.inline("", text, support_smartquotes=False)


def construct_name(text: str) -> str:
    """Return how a warning names a tag: its marks and its first word."""
    opener = _OPENER.match(text)
    marks = opener[0] if opener else ""
    end = next((text[-length:] for length in (3, 2) if text[-length:] in _ENDS.values()), "")
    words = text[len(marks) : len(text) - len(end)].strip(" -\n").split()
    more = " …" if len(words) > 1 else ""
    return f"`{marks} {' '.join(words[:1])}{more} {end}`"


def render_liquid_comment(renderer: Any, token: SyntaxTreeNode) -> None:
    """Leave out a Liquid comment, and remember it."""
    add_remark(renderer.document, Remark.LEFT_OUT, "a Liquid comment", token.map[0] if token.map else 0)


def render_substitution(renderer: Any, token: SyntaxTreeNode, *, inline: bool) -> None:
    """Render MyST's `{{ name }}`; one that is not defined is shown as written."""
    count = len(renderer.current_node)
    (renderer.render_substitution_inline if inline else renderer.render_substitution_block)(token)
    added = renderer.current_node.children[count:]
    is_defined = token.content.strip() in renderer.md_config.substitutions
    if not is_defined and not any(not isinstance(node, nodes.system_message) for node in added):
        text = literal_text(f"{{{{{token.content}}}}}")
        renderer.current_node += text if inline else nodes.paragraph("", "", text)


def add_rules(md: MarkdownIt) -> None:
    """Add the rules to a Markdown parser."""
    rules = md.get_all_rules()
    first = next(name for name in ("attr", "fence") if name in rules["block"])
    md.block.ruler.before(first, TYPE, block_template)
    if "substitution_inline" in rules["inline"]:  # then `{{ … }}` is MyST's
        md.inline.ruler.before("substitution_inline", TYPE, _other_than_substitutions)
        for inline in (True, False):
            name = f"render_substitution_{'inline' if inline else 'block'}"
            md.add_render_rule(name, _substitution_rule(inline=inline), fmt="docutils")
    else:
        md.inline.ruler.before("backticks", TYPE, inline_template)
    if "span" in rules["inline"]:
        md.inline.ruler.before("link", "postil_template_bracket", bracket_before_template)
    md.add_render_rule(f"render_{TYPE}", render_template, fmt="docutils")
    md.add_render_rule(f"render_{RAW_TYPE}", render_raw_tag, fmt="docutils")
    md.add_render_rule("render_html_block", render_html, fmt="docutils")
    md.add_render_rule("render_html_inline", render_html, fmt="docutils")
    md.add_render_rule("render_postil_liquid_comment", render_liquid_comment, fmt="docutils")


def _other_than_substitutions(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    is_substitution = state.src.startswith("{{", state.pos) and not state.src.startswith(("{{<", "{{%"), state.pos)
    return not is_substitution and inline_template(state, silent)


def _substitution_rule(*, inline: bool) -> Any:
    def render(renderer: Any, token: SyntaxTreeNode) -> None:
        render_substitution(renderer, token, inline=inline)

    return render
