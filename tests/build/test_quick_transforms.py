"""Code has the language that Sphinx gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.transforms.post_transforms.code import HighlightLanguageTransform

if TYPE_CHECKING:
    import pytest

    from postil.testing import SiteBuilder

TEXT = """\
# Title

```
default = 1
```

```{highlight} python
:linenothreshold: 2
```

```
def f():
    return 1
```
"""


def test_language_of_code_is_that_of_sphinx(plain_site: SiteBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    docs = {"index.md": TEXT, "plain.md": "---\norphan: true\n---\n# No code\n\nText.\n"}
    built = plain_site.build(docs=docs)
    assert built.warnings == []
    pages = [built.read(f"{name}.html") for name in ("index", "plain")]
    assert '<div class="highlight-python' in pages[0]
    assert "linenos" in pages[0]
    assert "highlightlang" not in "".join(pages)

    applied: list[str] = []
    apply = HighlightLanguageTransform.apply

    def note(self: HighlightLanguageTransform) -> None:
        applied.append(self.env.docname)
        apply(self)

    monkeypatch.setattr(HighlightLanguageTransform, "apply", note)
    plain_site.build(docs={"index.md": f"{TEXT}\nMore.\n", "plain.md": "---\norphan: true\n---\n# No code\n\nMore.\n"})
    assert set(applied) == {"index"}
