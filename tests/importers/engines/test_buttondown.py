# ruff: noqa: E501 - lines as programs write them
"""Buttondown: emails as Markdown files with front matter, as a table, and as JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from folders import photo

from postil.importers.run import ImportFailedError, ImportRequest, run_import
from postil.testing import SiteBuilder, main_content

if TYPE_CHECKING:
    from pathlib import Path

    from postil.importers.report import Report

BODY = """# The arches

Seven of them[^a], each for $5 or $10, {not} :::this, and snake_case_name == that.

![Two arches](../media/arches.jpg)

> Mind the *step*

Hello {{ subscriber.first_name }}, [leave]({{ unsubscribe_url }}) or stay.

1. One
   - Deep

| a | b |
|---|---|
| 1 | `{{ kept }}` |

<figure><img src="../media/arches.jpg" alt="Again"><figcaption>The <b>old</b> bridge</figcaption></figure>

See [another walk](https://buttondown.email/walks/archive/mill/).

<form action="x"><input></form>

[^a]: Counted *twice*.

    With a second paragraph.
"""
FIELDS = {"id": "e1", "subject": "The bridge: a walk", "email_type": "public", "status": "sent", "slug": "bridge",
          "publish_date": "2024-03-01T10:00:00Z", "description": "On foot"}  # fmt: skip
MILL = FIELDS | {"id": "e2", "subject": "The mill", "slug": "mill", "publish_date": "2024-03-02T10:00:00Z"}
URL = "https://buttondown.com/walks"


def email(fields: dict[str, str], body: str) -> str:
    """Return an email as a file; a colon in its subject is as it was typed."""
    header = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\n{header}---\n\n{body}"


def table(*rows: dict[str, str]) -> str:
    """Return a table of emails."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


FORMS: dict[str, dict[str, str]] = {
    "files": {"emails/bridge.md": email(FIELDS, BODY), "emails/mill.md": email(MILL, "x")},
    "table": {"emails.csv": table(FIELDS | {"body": BODY}, MILL | {"body": "x"})},
    "table and files": {"emails.csv": table(FIELDS, MILL), "emails/bridge.md": BODY, "emails/mill.md": "x"},
    "table and files with front matter": {"emails.csv": table(FIELDS, MILL), "emails/bridge.md": email(FIELDS, BODY), "emails/e2.md": email(MILL, "x")},
    "table, JSON and files": {"emails.csv": table(FIELDS, MILL), "emails.json": json.dumps([FIELDS | {"source": None}, MILL | {"secondary_id": 2}]),
                              "emails/bridge.md": BODY, "emails/mill.md": "x"},
    "json": {"emails.json": json.dumps({"results": [FIELDS | {"body": BODY}, MILL | {"body": "x"}]}, indent=1)},
    "list": {"emails.json": json.dumps([FIELDS | {"body": BODY}, MILL | {"body": "x"}])},
}  # fmt: skip


def run(folder: Path, files: dict[str, str], engine: str = "auto", **options: Any) -> Report:
    """Import files, with an image."""
    contents = {name: content.encode() for name, content in files.items()}
    for name, content in (contents | {"media/arches.jpg": photo()}).items():
        path = folder / "export" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return run_import(ImportRequest(engine, [folder / "export"], folder / "posts", **{"url": URL} | options))


def body_of(folder: Path, text: str, **fields: str) -> str:
    run(folder, {"emails.csv": table(FIELDS | {"body": text} | fields)})
    return (folder / "posts/2024-03-01-bridge/index.md").read_text("utf-8").split("---\n", 2)[2].strip()


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_an_email(tmp_path: Path, form: str) -> None:
    report = run(tmp_path, FORMS[form])
    _start, header, body = (tmp_path / "posts/2024-03-01-bridge/index.md").read_text("utf-8").split("---\n", 2)
    fields = yaml.safe_load(header)

    assert body.strip().split("\n\n") == [
        "## The arches",
        "Seven of them[^1], each for \\$5 or \\$10, \\{not} :::this, and snake_case_name == that.",
        '![](arches.jpg){alt="Two arches"}',
        "> Mind the *step*",
        "Hello <!-- {{ subscriber.first_name }} -->, leave <!-- {{ unsubscribe_url }} --> or stay.",
        "1. One\n   - Deep",
        "| a | b |\n| --- | --- |\n| 1 | `{{ kept }}` |",
        '![Again](arches.jpg "The **old** bridge")',
        "See [another walk](../2024-03-02-mill/index.md).",
        "[^1]: Counted *twice*.",
        "    With a second paragraph.",
    ]
    assert (fields["title"], fields["permalink"]) == ("The bridge: a walk", "/walks/archive/bridge/")
    assert fields["description"] == "On foot"
    assert report.counts["posts"] == 2
    found = {item.construct.partition(" in “")[0]: item.place for item in report.not_understood}
    assert list(found) == ["{{ subscriber.first_name }}", "{{ unsubscribe_url }}", "<form>"]
    if "files" in form:  # the lines of tables and JSON are those of the emails
        lines = (tmp_path / "export/emails/bridge.md").read_text().split("\n")
        assert [construct in lines[place.line - 1] for construct, place in found.items()] == [True, True, False]
        assert "<form" in lines[found["<form>"].line - 1]


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("<!-- buttondown-editor-mode: plaintext -->a *b*", "a *b*"),
        ("<!-- buttondown-editor-mode: fancy --><p>a <b>b</b></p>\n\n    <p>c</p>", "a **b**\n\nc"),
        ("<p>a</p><p>{% if premium %}b{% endif %}</p>", "a\n\n<!-- {% if premium %} -->b<!-- {% endif %} -->"),
        ("```\n{{ a }}\n```\n{{ b--c }}", "```\n{{ a }}\n```\n\n<!-- {{ b- -c }} -->"),
        (
            "<!-- buttondown-editor-mode: fancy --><p>a[1] b[2].</p><p>c</p><hr><ol><li><p>One</p></li><li>Two</li></ol>",
            "a[^1] b[^2].\n\nc\n\n[^1]: One\n\n[^2]: Two",
        ),
        ("<p>a[1] b</p><hr><ol><li>One</li><li>Two</li></ol>", "a\\[1\\] b\n\n---\n\n1. One\n2. Two"),
        ("1. a\n2. b\n    3. c\n        4. d\n4. e", "1. a\n2. b\n   1. c\n      1. d\n3. e"),
        ("```\n1. a\n    3. c\n```", "```\n1. a\n    3. c\n```"),
        ("![x]({{ image }})", "<!-- {{ image }} -->"),
        ("a ==b== c^[in *line*] ~~d~~", "a ==b== c[^1] ~~d~~\n\n[^1]: in *line*"),
        ("a" * 200_000, "a" * 200_000),
    ],
)
def test_texts(tmp_path: Path, text: str, markdown: str) -> None:
    assert body_of(tmp_path, text) == markdown


def test_who_may_read_it(tmp_path: Path) -> None:
    kinds = ["public", "private", "premium", "hidden"]
    rows = [FIELDS | {"id": kind, "slug": kind, "email_type": kind, "body": "x"} for kind in kinds]
    rows += [FIELDS | {"id": "d", "slug": "draft", "status": "draft", "body": "x"}]
    rows += [
        FIELDS
        | {"id": "l", "slug": "later", "status": "scheduled", "publish_date": "2999-01-01T00:00:00Z", "body": "x"}
    ]
    run(tmp_path, {"emails.csv": table(*rows)})

    headers = {path.parent.name[11:]: path.read_text().split("---\n")[1] for path in tmp_path.glob("posts/*/index.md")}
    assert {name for name, header in headers.items() if "draft: true" in header} == {"private", "premium", "draft"}
    assert {name for name, header in headers.items() if "unlisted: true" in header} == {"hidden"}
    assert "2999-01-01" in headers["later"]


def test_emails_with_the_same_slug_are_all_kept(tmp_path: Path) -> None:
    one = FIELDS | {"id": "", "body": "One"}
    report = run(tmp_path, {"emails.csv": table(one, one | {"body": "Two"}, one)})

    assert report.counts["posts"] == 2


def test_texts_without_an_email_are_counted(tmp_path: Path) -> None:
    report = run(tmp_path, {"emails.csv": table(FIELDS | {"body": "x"}), "emails/alone.md": "Alone"})

    assert report.left_out == {"texts without an email": 1}


@pytest.mark.parametrize(
    "files",
    [
        {"emails.json": '{"subject": 1, "publish_date": '},
        {"emails.csv": "subject,publish_date\n"},
        {"emails.csv": "id,name\n1,2\n"},
        {"a.md": "# Just text"},
    ],
)
def test_other_files_are_refused_in_a_sentence(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(ImportFailedError, match=r"no emails of Buttondown|not JSON"):
        run(tmp_path, files, "buttondown")


def test_hostile_values_are_text_or_nothing(tmp_path: Path) -> None:
    values: list[Any] = [None, 7, True, [], {"a": 1}, "../../x", "\ud800", "<script>x</script>", "a\x00b", "{{" * 500]
    names = [*FIELDS, "body", "image", "tags", "canonical_url", "absolute_url"]
    rows = [
        FIELDS | {"body": "x", "id": f"{name}{number}"} | {name: value}
        for name in names
        for number, value in enumerate(values)
    ]
    report = run(tmp_path, {"emails.json": json.dumps([*rows, *values]), "emails/x.md": "---\nsubject: [a\nslug: b: c\n---\ntext",
                            "emails/y.md": "---\nsubject: &a [*a, *a]\nstatus: *b\n---\ntext"}, "buttondown")  # fmt: skip

    assert report.counts["posts"] + report.counts["drafts"] > len(rows) * 0.8
    assert {path.name for path in tmp_path.iterdir()} == {"export", "posts"}
    assert "text" in "".join(path.read_text() for path in tmp_path.glob("posts/b-c/index.md"))


@pytest.mark.long
def test_it_builds_without_warnings(tmp_path: Path) -> None:
    run(tmp_path, FORMS["files"])
    built = SiteBuilder(tmp_path, theme="basic").build()
    page = main_content(built, "walks/archive/bridge/index")

    assert built.warnings == []
    assert "each for $5 or $10, {not} :::this, and snake_case_name == that." in page.get_text()
    assert len(page.select("img")) == 2


@pytest.mark.long
def test_ten_thousand_emails_with_one_slug(tmp_path: Path) -> None:
    rows = [FIELDS | {"id": str(number), "body": f"Text {number}"} for number in range(10_000)]

    assert run(tmp_path, {"emails.csv": table(*rows)}).counts["posts"] == 10_000
