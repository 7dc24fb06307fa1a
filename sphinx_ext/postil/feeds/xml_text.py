"""What Atom and RSS share: text that XML allows, and the style sheet."""

from __future__ import annotations

import re

# The characters that XML 1.0 does not allow, escaped or not (section 2.2).
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """Return `text` without the characters that XML does not allow."""
    return _INVALID.sub("", text)


def add_style_sheet(document: bytes, style: str) -> bytes:
    """Return an XML document with a link to its style sheet, for people who open it in a browser.

    It is a CSS file, because browsers are about to drop XSLT: Chrome has announced it.
    """
    declaration, _newline, rest = document.partition(b"\n")
    instruction = f'<?xml-stylesheet href="{style}" type="text/css"?>'.encode()
    return b"\n".join([declaration, instruction, rest.rstrip(b"\n"), b""])
