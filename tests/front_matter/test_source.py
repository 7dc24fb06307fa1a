"""Front matter in the formats of other engines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.front_matter.source import InvalidFrontMatterError, has_text, read_raw_front_matter


def test_yaml_values_are_not_converted() -> None:
    head = read_raw_front_matter("---\ntitle: 1.10\ntags: [2024, no, ~, '~']\ndraft: yes\n---\nText\n", ".md")

    assert head.values == {"title": "1.10", "tags": ["2024", "no", None, "~"], "draft": "yes"}
    assert head.lines == {"title": 2, "tags": 3, "draft": 4}


def test_surrogate_pairs() -> None:
    assert read_raw_front_matter('---\ntitle: "\\ud83d\\ude80 up"\n---\n', ".md").values == {"title": "🚀 up"}


def test_crlf_and_byte_order_mark() -> None:
    assert read_raw_front_matter("\ufeff---\r\ntitle: A\r\n---\r\nText", ".md").values == {"title": "A"}


def test_dots_end_yaml() -> None:
    assert read_raw_front_matter("---\ntitle: A\n...\nText", ".md").values == {"title": "A"}


def test_toml() -> None:
    head = read_raw_front_matter(
        '+++\ntitle = "A"\ndate = 2024-03-24T10:00:00+02:00\ndraft = true\n[taxonomies]\ntags = ["x"]\n+++\nText', ".md"
    )

    assert head.values == {"title": "A", "date": "2024-03-24 10:00:00+02:00", "draft": "true", "tags": ["x"]}
    assert head.lines["date"] == 3


def test_pelican() -> None:
    head = read_raw_front_matter("Title: A\nDate: 2024-03-24\nTags: x,\n    y\n\nText: not a key\n", ".md")

    assert head.values == {"Title": "A", "Date": "2024-03-24", "Tags": "x, y"}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Title: A\nDate: 2024-03-24\nText.\n", {"Title": "A", "Date": "2024-03-24"}),
        ("Layout: post\nTitle: A\nTags: x\n\nText.\n", {"Layout": "post", "Title": "A", "Tags": "x"}),
        ("Title: A\nBase Header Level: 2\n\nText.\n", {"Title": "A", "Base Header Level": "2"}),
        ("\n\nTitle: A\nDate: 2024-03-24\n\nText.\n", {"Title": "A", "Date": "2024-03-24"}),
        ("---\nTitle: A: part 1\nTags: x, y\n---\nText.\n", {"Title": "A: part 1", "Tags": "x, y"}),
    ],
)
def test_key_value_lines(text: str, values: dict[str, str]) -> None:
    head = read_raw_front_matter(text, ".md")

    assert head.values == values
    assert text[head.span[1] :].strip() == "Text."


@pytest.mark.parametrize("indent", ["", "  "])
def test_yaml_without_the_first_fence(indent: str) -> None:
    """Hexo allows it, and its posts have lists."""
    text = f"title: A walk\ndate: 2024-01-02 03:04:05\ntags:\n{indent}- a\n{indent}- b\npermalink: x/y\n---\nText.\n"
    raw = read_raw_front_matter(text, ".md")

    assert raw.values == {"title": "A walk", "date": "2024-01-02 03:04:05", "tags": ["a", "b"], "permalink": "x/y"}
    assert raw.lines["permalink"] == 6
    assert text[raw.span[1] :].strip() == "Text."


@pytest.mark.parametrize(
    "text",
    ["Shopping: today\n- milk\n- bread\n---\nText.\n", "title: a list\n- milk\n---\nText.\n", "Title: A\nText\n---\n"],
)
def test_lists_above_a_rule_are_text(text: str) -> None:
    assert not read_raw_front_matter(text, ".md").values


@pytest.mark.parametrize("blank", ["\t", " \t ", "\t\t"])
def test_a_line_of_tabs_is_empty(blank: str) -> None:
    text = f"---\nabout: >\n    Words.\n{blank}\ndate: 2024-05-01\n---\nText"

    assert read_raw_front_matter(text, ".md").values == {"about": "Words.\n", "date": "2024-05-01"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Rome: a walk", "Rome: a walk"),
        ("Rome:", "Rome:"),
        ("A walk\n  in Rome at 10: noon", "A walk in Rome at 10: noon"),
        ("'It's me'", "It's me"),
        ('"Rome" and more', '"Rome" and more'),
        ("@me", "@me"),
        ("`x` and y", "`x` and y"),
        ("%x", "%x"),
        ("*bold* text", "*bold* text"),
        ("& more", "& more"),
    ],
)
def test_values_that_lack_quotes_are_text(value: str, text: str) -> None:
    head = read_raw_front_matter(f"---\ndate: 2024-05-01\ntitle: {value}\ntags:\n  - x\n---\n", ".md")

    assert head.values == {"date": "2024-05-01", "title": text, "tags": ["x"]}
    assert [line for line, _message in head.problems] == [3]
    assert "must be quoted" in head.problems[0][1]


def test_text_that_only_looks_like_front_matter() -> None:
    assert read_raw_front_matter("Once: upon a time\n", ".md").values == {}
    assert read_raw_front_matter("Author: nobody knows.\nBut: someone did.\nThe end.\n", ".md").values == {}
    assert read_raw_front_matter("# Title\n\n---\na: b\n---\n", ".md").values == {}


def test_restructuredtext() -> None:
    text = "Title\n=====\n\n:date: 2024-03-24\n:tags: x, y\n:nocomments:\n\nText\n"

    assert read_raw_front_matter(text, ".rst").values == {"date": "2024-03-24", "tags": "x, y", "nocomments": ""}
    assert read_raw_front_matter(":date: 2024-03-24\n\nTitle\n=====\n", ".rst").values == {"date": "2024-03-24"}
    assert read_raw_front_matter("Title\n=====\n\nText\n\n:date: 2024\n", ".rst").values == {}


def test_notebook() -> None:
    text = '{"cells": [{"cell_type": "markdown", "source": ["---\\n", "title: A\\n", "---\\n"]}]}'

    assert read_raw_front_matter(text, ".ipynb").values == {"title": "A"}
    assert read_raw_front_matter("{}", ".ipynb").values == {}
    assert read_raw_front_matter("not json", ".ipynb").values == {}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: A\ntags: [x\n---\n", 3),
        ("---\ntitle: A: B\n  draft: true\n---\n", 2),
        ("---\ntitle: A, draft: true\n---\n", 2),
        ("---\ntitle: [draft] A\n---\n", 2),
        ("---\njust words\n---\n", 2),
        ("---\na: &a [*a]\n---\n", 2),
        ("+++\ntitle = A\n+++\n", 2),
        ("---\ntitle: \x00\n---\n", 2),
        ("---\ntitle: A\n\nText\n", 1),
        ('+++\ntitle = "A"\n\nText\n', 1),
        ("+++\nx = " + "[" * 5000 + "\n+++\n", 1),
        ("---\nx: " + "[" * 50000 + "\n---\n", 2),
    ],
)
def test_invalid_front_matter_has_a_line(text: str, line: int) -> None:
    with pytest.raises(InvalidFrontMatterError) as caught:
        read_raw_front_matter(text, ".md")
    assert caught.value.line == line


def test_a_billion_laughs() -> None:
    lines = ["a0: &a0 [ha]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))]

    with pytest.raises(InvalidFrontMatterError, match="too many values"):
        read_raw_front_matter("\n".join(["---", *lines, "---"]), ".md")


@given(st.text(), st.sampled_from([".md", ".rst", ".ipynb"]))
def test_any_text_has_front_matter_or_an_error(text: str, suffix: str) -> None:
    for whole in (text, f"---\n{text}\n---\n", f"+++\n{text}\n+++\n"):
        try:
            read_raw_front_matter(whole, suffix)
        except InvalidFrontMatterError as error:
            assert error.line >= 1


@pytest.mark.parametrize("value", ["!!timestamp x", "!!int ''", "!foo bar", "2024-02-30", "{2020-01-01: x}"])
def test_values_that_a_yaml_parser_rejects(value: str) -> None:
    assert "foo" in read_raw_front_matter(f"---\nfoo: {value}\n---\n", ".md").extra


def test_two_spellings_of_a_key_are_duplicates() -> None:
    head = read_raw_front_matter("---\ndraft: false\nDraft: true\n---\n", ".md")

    assert head.values == {"Draft": "true"}
    assert head.duplicates == [("Draft", 3)]


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("", ".md"),
        ("# Index\n", ".md"),
        ("---\norphan: true\n---\n\n# Index\n", ".md"),
        ("<!-- a\nb -->\n(genindex)=\n# Index\n% c\n", ".md"),
        ("Index\n---\n", ".md"),
        ("\n", ".rst"),
        ("Index\r\n=====\r\n", ".rst"),
        ("=======\n Index\n=======\n", ".rst"),
        (":orphan:\n\n.. _genindex:\n\nIndex\n=====\n", ".rst"),
        ("..\n   This file is a placeholder.\n\nIndex\n#####\n", ".rst"),
        (".. This file is\n   a placeholder.\n\nIndex\n#####\n", ".rst"),
    ],
)
def test_a_title_alone_is_not_text(text: str, suffix: str) -> None:
    assert not has_text(text, suffix)


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("Words.\n", ".md"),
        ("# Index\n\nWords.\n", ".md"),
        ("# Index\n\n## Part\n", ".md"),
        ("# Index\n\n![](p.png)\n", ".md"),
        ("---\ntitle: [\n", ".md"),
        ("Index\n=====\n\nWords.\n", ".rst"),
        ("Index\n=====\n\n.. toctree::\n   a\n", ".rst"),
        ('{"cells": []}', ".ipynb"),
    ],
)
def test_more_than_a_title_is_text(text: str, suffix: str) -> None:
    assert has_text(text, suffix)
