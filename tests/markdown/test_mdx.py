"""MDX: statements and comments are left out, components are replaced by their content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content, outline

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

CONF = 'source_suffix = {".rst": "restructuredtext", ".md": "markdown", ".mdx": "markdown"}\n'
CASES = {
    "import": ("import Map from './map'", ""),
    "imports": ("import { a,\n  b } from './map'\nimport './x.css'", ""),
    "export": ("export const x = {\n  a: 1,\n}", ""),
    "export default": ("export default ({ children }) => <Layout>{children}</Layout>", ""),
    "comment": ("{/* a comment */}", ""),
    "long comment": ("{/* a comment\n\nof *lines* */}", ""),
    "comment in a line": ("Words {/* a comment */}here.", "p(Words here.)"),
    "component": ("<TOCInline toc={props.toc} />", ""),
    "component with code": ("<Chart data={[{ x: 1 }]} onClick={() => { a() }} />", ""),
    "component over lines": ("<Map\n  title='A map'\n  at={[1, 2]}\n/>", "p(A map)"),
    "component with text": ("<Callout>\nSome *words*.\n</Callout>", "p(Some em(words) .)"),
    "component with blocks": ("<Tabs>\n\n- a\n\n</Tabs>", "li(p(a))"),
    "nested": ("<A>\n<B>\n*a*\n</B>\n</A>", "p(em(a))"),
    "in a line": ("Press <Key>K</Key> *now*.", "p(Press K em(now) .)"),
    "line": ("<Note>Some *words*.</Note>", "p(Some em(words) .)"),
    "title": ("<Note title='A *b*'>\n\nc\n\n</Note>", "p(A em(b)) p(c)"),
    "html": ("<div className=\"box\" style={{ color: 'red' }}>\n\n*a*\n\n</div>", "p(em(a))"),
    "expression": ("Words {props.x} here.", "p(Words {props.x} here.)"),
    "prose": ("import tax is high.\n\nexport it.", "p(import tax is high.) p(export it.)"),
    "fragment": ("<>\n\n*a*\n\n</>", "p(em(a))"),
    "code": ("```js\nimport a from 'b'\n```", "import a from 'b'"),
    "list": ("- <Note>*a*</Note>\n- b", "li(p(em(a))) li(p(b))"),
}


@pytest.mark.parametrize("name", CASES)
def test_mdx(plain_site: SiteBuilder, post: Post, name: str) -> None:
    plain_site.conf = CONF
    text, expected = CASES[name]
    built = plain_site.build(posts={"a.mdx": post(f"Before.\n\n{text}\n\nAfter.")})

    assert outline(main_content(built)) == " ".join(f"p(Before.) {expected} p(After.)".split())
    assert len(built.warnings) <= 1


def test_warnings(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = CONF
    text = "import A from 'a'\n\nWords\n<B>x</B>.\n\n<C>\n\ny\n\n</C>\n\n<div className='d'>\n\nz\n\n</div>\n"
    built = plain_site.build(posts={"a.mdx": post(text)})

    told = "".join(built.warnings)
    assert len(built.warnings) == 2
    assert "components are not supported; the text in them is shown: `<B>` (line 9), `<C>` (lines 11, 15);" in told
    assert "text is left out: `import A from 'a'` (line 6) [postil.left_out]" in told
    assert main_content(built).select_one("div.d > p")


def test_other_markdown_is_not_mdx(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("import A from 'a'\n\n{/* b */}")})

    assert outline(main_content(built)) == "p(import A from ‘a’) p({/* b */})"
