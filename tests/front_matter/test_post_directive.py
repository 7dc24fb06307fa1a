"""`post` directives in the text of a file; code that shows one is none."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest

from postil.front_matter.post_directive import dates_of_post_directives
from postil.front_matter.raw import Syntax

RST = [
    (".. post:: 31 March 2016\n   :tags: a\n", ["31 March 2016"]),
    (".. post::\n   :tags: a\n", [""]),
    (".. post::\n", [""]),
    (".. post::\n   2024-01-05\n   :tags: a\n", ["2024-01-05"]),
    (".. container:: x\n\n   .. post:: 2024-01-05\n", ["2024-01-05"]),
    ("One\n---\n\n.. post:: 2024-01-05\n\nTwo\n---\n\n.. post:: 2024-01-06\n", ["2024-01-05", "2024-01-06"]),
    (".. code-block:: rst\n\n   .. post:: 2020-01-01\n\n.. post:: 2024-01-05\n", ["2024-01-05"]),
    ("Like this::\n\n   .. post:: 2020-01-01\n\nAnd so on.\n", []),
    ("..\n   .. post:: 2020-01-01\n", []),
    (".. a comment\n   .. post:: 2020-01-01\n", []),
    ("Write ``.. post:: 2020-01-01``.\n", []),
    (".. postlist:: 5\n", []),
]
MARKDOWN = [
    ("```{post} Jan 5, 2024\n:tags: a\n```\n", ["Jan 5, 2024"]),
    ("```{post}\n:tags: a\n```\n", [""]),
    (":::{post} 2024-01-05\n:::\n", ["2024-01-05"]),
    ("~~~{post} 2024-01-05\n~~~\n", ["2024-01-05"]),
    ("````{note}\n```{post} 2024-01-05\n```\n````\n", ["2024-01-05"]),
    ("```{eval-rst}\n.. post:: 2024-01-05\n   :tags: a\n```\n", ["2024-01-05"]),
    ("```{eval-rst}\nSo::\n\n   .. post:: 2020-01-01\n```\n", []),
    ("```python\nx = 1\n```\n\n```{post} 2024-01-05\n```\n", ["2024-01-05"]),
    ("```code``` in a line\n\n```{post} 2024-01-05\n```\n", ["2024-01-05"]),
    ("````md\n```{post} 2020-01-01\n```\n````\n", []),
    ("```{code-block} md\n:::{post} 2020-01-01\n```\n", []),
    ("```rst\n.. post:: 2020-01-01\n```\n", []),
    (".. post:: 2020-01-01\n", []),
    ("<!--\n```{post} 2020-01-01\n```\n-->\n", []),
    ("`{post}` and post::\n", []),
]


@pytest.mark.parametrize(("text", "dates"), RST)
def test_directives_in_restructuredtext(text: str, dates: list[str]) -> None:
    assert dates_of_post_directives(text, ".rst", Syntax()) == dates


@pytest.mark.parametrize(("text", "dates"), MARKDOWN)
def test_directives_in_markdown(text: str, dates: list[str]) -> None:
    assert dates_of_post_directives(text, ".md", Syntax()) == dates


def test_directives_in_notebooks() -> None:
    """Raw cells have their format under one of two names; code cells and other raw cells are not parsed."""
    rst = ".. post:: 2024-01-05\n   :tags: a"
    cells = [
        {"cell_type": "raw", "metadata": {"raw_mimetype": "text/restructuredtext"}, "source": rst},
        {"cell_type": "raw", "metadata": {"format": "text/x-rst"}, "source": [".. post:: ", "2024-01-06"]},
        {"cell_type": "raw", "metadata": {}, "source": rst},
        {"cell_type": "raw", "metadata": {"raw_mimetype": "text/html"}, "source": rst},
        {"cell_type": "code", "metadata": {}, "source": rst},
        {"cell_type": "markdown", "metadata": {}, "source": dedent("```{post} 2024-01-07\n```")},
    ]
    text = json.dumps({"metadata": {}, "cells": cells})

    assert dates_of_post_directives(text, ".ipynb", Syntax()) == ["2024-01-05", "2024-01-06", "2024-01-07"]
