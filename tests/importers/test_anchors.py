"""Links to places in other posts."""

from __future__ import annotations

import pytest

from postil.importers.anchors import anchors_of, find_anchor

TEXT = """\
## The *old* gate, 2nd

### Kept {#own .wide}

[words]{#span} <a id="html"></a>

(target)=
"""


@pytest.mark.parametrize(
    ("fragment", "anchor"),
    [
        ("the-old-gate-2nd", "the-old-gate-2nd"),
        ("The-old-gate-2nd", "the-old-gate-2nd"),
        ("own", "own"),
        ("span", "span"),
        ("html", "html"),
        ("target", "target"),
        ("missing", ""),
        ("", ""),
    ],
)
def test_fragments(fragment: str, anchor: str) -> None:
    assert find_anchor(fragment, anchors_of(TEXT)) == anchor
