"""Changes to front matter: one value changes, every other byte stays."""

from __future__ import annotations

import difflib

import pytest

from postil.front_matter.edit import EditError, add_to_list, remove_key, rename_in_list, rename_key, set_value

YAML = (
    '---\n# about the mill\ntitle: "The mill: a walk"  # working title\ndraft: true\n\n'
    "tags:\n  - rivers\n  - mills # water\n---\n\nText\n"
)
TOML = '+++\ntitle = "The mill"\ndraft = true\n# the list\n[taxonomies]\ntags = ["rivers", "mills"]\n+++\nText\n'
HEADER = "Title: The mill\nTags: rivers, mills\nDraft: true\n\nText\n"
FIELDS = ":title: The mill\n:tags: rivers, mills\n:draft: true\n\nThe mill\n========\n"
FLOW = "---\ntitle: The mill\ntags: [rivers, 'mills']\ndraft: true\n---\nText"
SAMPLES = {
    "yaml": (YAML, ".md"),
    "toml": (TOML, ".md"),
    "header": (HEADER, ".md"),
    "fields": (FIELDS, ".rst"),
    "flow": (FLOW, ".md"),
}


def changes(before: str, after: str) -> list[str]:
    """Return the lines that were removed or added."""
    lines = difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [line[:1] + line[2:].rstrip("\r\n") for line in lines if line[0] in "+-"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("name", SAMPLES)
def test_a_change_leaves_all_other_lines_alone(name: str, newline: str) -> None:
    text, suffix = SAMPLES[name]
    text = text.replace("\n", newline)
    draft = next(line for line in text.splitlines() if "draft" in line.lower() and "true" in line)
    key = "Draft" if name == "header" else "draft"

    assert changes(text, remove_key(text, suffix, key)) == [f"-{draft}"]
    renamed = rename_in_list(text, suffix, "tags", lambda tag: "water mills" if tag == "mills" else tag)
    assert sorted(changes(text, renamed)) == sorted(
        f"{sign}{line}"
        for old in text.splitlines()
        if "mills" in old
        for sign, line in (("-", old), ("+", old.replace("mills", "water mills", 1)))
    )
    (added,) = changes(text, set_value(text, suffix, "date", "2026-11-26"))
    assert added[0] == "+"
    assert "2026-11-26" in added
    merged = rename_in_list(text, suffix, "tags", lambda tag: "rivers" if tag == "mills" else tag)
    assert "mills" not in merged
    assert merged.count(newline) == text.count("\n") - (name == "yaml")


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("---\ndate: 2024-01-02 # soon\n---\n", "---\ndate: 2026-11-26 # soon\n---\n"),
        ("---\ndate: '2024-01-02'\n---\n", "---\ndate: 2026-11-26\n---\n"),
        ("---\npubDate:   Jan 2 2024\n---\n", "---\npubDate:   2026-11-26\n---\n"),
        ("+++\ndate = 2024-01-02T10:00:00Z\n+++\n", "+++\ndate = 2026-11-26\n+++\n"),
        ("Just text.\n", "---\ndate: 2026-11-26\n---\n\nJust text.\n"),
        ("---\n---\nText\n", "---\ndate: 2026-11-26\n---\nText\n"),
    ],
)
def test_a_date_is_set_where_it_is(text: str, changed: str) -> None:
    assert set_value(text, ".md", "date", "2026-11-26") == changed


def test_a_first_field_in_restructuredtext_is_followed_by_an_empty_line() -> None:
    assert set_value("Title\n=====\n", ".rst", "date", "2026-11-26") == ":date: 2026-11-26\n\nTitle\n=====\n"


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("---\ntitle: A\n---\n", '---\ntitle: A\naliases: ["/old.html"]\n---\n'),
        ("---\naliases: [/a]\n---\n", "---\naliases: [/a, /old.html]\n---\n"),
        ("---\naliases: []\n---\n", "---\naliases: [/old.html]\n---\n"),
        ("---\naliases:\n- /a\ntitle: A\n---\n", "---\naliases:\n- /a\n- /old.html\ntitle: A\n---\n"),
        ("---\nredirect_from: /a # first\n---\n", "---\nredirect_from: [/a, /old.html] # first\n---\n"),
        ('+++\ntitle = "A"\n[extra]\nx = 1\n+++\n', '+++\ntitle = "A"\naliases = ["/old.html"]\n[extra]\nx = 1\n+++\n'),
        ('+++\naliases = [\n  "/a",\n]\n+++\n', '+++\naliases = [\n  "/a",\n"/old.html"]\n+++\n'),
        ("---\naliases: [/old.html]\n---\n", "---\naliases: [/old.html]\n---\n"),
    ],
)
def test_an_alias_is_added_to_the_list_as_it_is_written(text: str, changed: str) -> None:
    assert add_to_list(text, ".md", "aliases", "/old.html") == changed


def test_tags_that_contain_another_are_not_changed() -> None:
    text = "---\ntags: [C, C++, C sharp, c]\n---\n"

    changed = rename_in_list(text, ".md", "tags", lambda tag: "C language" if tag == "C" else tag)

    assert changed == "---\ntags: [C language, C++, C sharp, c]\n---\n"


def test_a_key_keeps_its_value_under_another_name() -> None:
    text = "---\ndescripton: >\n  Long,\n  longer.\ntitle: A\n---\n"

    assert rename_key(text, ".md", "descripton", "description") == text.replace("descripton", "description")


@pytest.mark.parametrize(
    ("text", "suffix", "line"),
    [
        ('{"title": "A",\n "draft": true}\n', ".md", 2),
        ("---\ntitle: [\n---\n", ".md", 3),
        ("---\nbase: &all {draft: true}\n<<: *all\n---\n", ".md", 2),
    ],
)
def test_what_cannot_be_changed_safely_is_refused_at_its_line(text: str, suffix: str, line: int) -> None:
    with pytest.raises(EditError) as error:
        remove_key(text, suffix, "draft")

    assert error.value.line == line


@pytest.mark.parametrize(
    ("tags", "renamed", "merged"),
    [
        ('"mills, weirs"', '"tide mills, weirs"', '"weirs"'),
        ("'weirs, mills' # mills", "'weirs, tide mills' # mills", "'weirs' # mills"),
        ('"locks,mills, weirs"', '"locks,tide mills, weirs"', '"locks,weirs"'),
    ],
)
def test_a_string_of_tags_in_quotes_can_be_changed(tags: str, renamed: str, merged: str) -> None:
    text = "---\ntags: {}\n---\n"

    def rename(new: str) -> str:
        return rename_in_list(text.format(tags), ".md", "tags", lambda tag: new if tag == "mills" else tag)

    assert rename("tide mills") == text.format(renamed)
    assert rename("weirs") == text.format(merged)
