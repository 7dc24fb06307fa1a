"""The metadata and the cells of notebooks."""

from __future__ import annotations

import json

import pytest

from postil.front_matter.notebook import Notebook, read_notebook
from postil.front_matter.raw import Syntax
from postil.front_matter.source import read_raw_front_matter


def notebook(*cells: str, **metadata: object) -> str:
    """Return a notebook with Markdown cells."""
    data = [{"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)} for text in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": data})


def test_metadata_of_a_notebook_is_front_matter() -> None:
    text = notebook(
        "# Title",
        date="2021-06-11",
        tags=["a", "b"],
        authors=[{"name": "Ada"}],
        blogpost=True,
        kernelspec={"name": "python3"},
        toc={"base": 1},
    )

    assert read_raw_front_matter(text, ".ipynb").values == {
        "date": "2021-06-11",
        "tags": ["a", "b"],
        "authors": [{"name": "Ada"}],
        "blogpost": "true",
    }
    assert read_raw_front_matter(text, ".ipynb", Syntax(notebook_metadata=False)).values == {}


def test_front_matter_in_the_first_cell_takes_precedence() -> None:
    text = notebook("---\ndate: 2022-02-02\ncustom: 1\n---\n# Title", Date="2021-06-11", author="Ada")

    assert read_raw_front_matter(text, ".ipynb").values == {"date": "2022-02-02", "custom": "1", "author": "Ada"}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"cells": 1}', '{"cells": [1]}', '{"cells": [{"metadata": 3}]}', '{"metadata": [], "cells": []}'],
)
def test_any_json_is_read(text: str) -> None:
    assert read_notebook(text) == Notebook()
