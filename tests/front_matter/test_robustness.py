"""Random and malicious front matter: no exceptions, no slowness, and no file is skipped without a reason."""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postil.front_matter.keys import KEYS
from postil.front_matter.parse import Status
from postil.front_matter.publish_rules import PublishRules
from postil.front_matter.status import FileStatus, status_of_text
from postil.project.source_read import without_front_matter

# `make test-long` asks for more.
HEADS = int(os.environ.get("POSTIL_HEADS", "400"))
# Seconds of the processor for one head; the largest have several megabytes.
LONGEST = 5.0
RULES = PublishRules(zone=UTC, now=datetime(2024, 6, 1, tzinfo=UTC))
NAMES = [spelling for key in KEYS for spelling in (key.name, *key.spellings)]
NAMES += ["layout", "<<", "x y", "dtae", "drafft", ""]
WORDS = [
    "true",
    "no",
    "~",
    "2024-01-01",
    "2024-02-30",
    "1:10:10",
    "0x1f",
    "1e400",
    ".inf",
    "[a, b",
    "{a: b}",
    "*a",
    "&a x",
    "!x y",
    "!!int ''",
    "!!binary x",
    "\x00",
    "\ud800",
    "\u202eabc",
    "\t",
    '"',
    "'",
    "|",
    ">",
    "@a",
    "`",
    "%",
    "a: b",
    "\u2028",
    "- a",
    "2024-10-27 02:30 CET",
    "soon",
    "draft",
    "never",
    "\\u d83d",
    "{{ x }}",
    "<!-- -->",
    "]]>",
    "é" * 50,
    "1" * 5_000,
]


def value(rand: random.Random) -> str:
    kind = rand.randrange(40)
    if kind == 0:
        return rand.choice("[{(") * rand.choice([10, 1_000, 20_000])
    if kind == 1:
        return rand.choice(["A", "x", "? ", "- ", "é", "a:", "'", " ", "^["]) * rand.choice([100, 8_000, 100_000])
    if kind == 2:
        return "".join(chr(rand.randrange(rand.choice([0x20, 0x300, 0xD7FF]))) for _ in range(20))
    if kind < 6:
        return "[" + ", ".join(rand.choice(WORDS) for _ in range(rand.randrange(8))) + "]"
    return rand.choice(WORDS)


def bomb(rand: random.Random) -> str:
    kind = rand.randrange(7)
    many = rand.choice([8, 200, 3_000])
    if kind == 0:
        lines = ["a0: &a0 [ha]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, min(many, 40)))]
        return "\n".join(lines)
    if kind == 1:
        lines = ["a0: &a0 {k: v}", *(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, min(many, 400)))]
        return "\n".join(lines)
    if kind == 2:
        return f"base: &a {'x' * many * 100}\nfoo: [{', '.join(['*a'] * many)}]"
    if kind == 3:
        return "\n".join(f"k{n}: v" for n in range(many))
    if kind == 4:
        return f"tags: [{', '.join(f't{n}' for n in range(many * 3))}]"
    if kind == 5:
        return f"title: {'x' * many * 300}"
    return "? " * many + "x"


def head(rand: random.Random) -> str:
    """Return the start of a file: pairs in one format or another, more or less broken."""
    sign = rand.choice([": ", ": ", ": ", " = ", ":"])
    lines = [f"{rand.choice(NAMES)}{sign}{value(rand)}" for _ in range(rand.randrange(8))]
    if rand.randrange(12) == 0:
        lines.append(bomb(rand))
    if rand.randrange(3):
        lines.append("date" + sign + "2024-01-01")
    rand.shuffle(lines)
    if rand.randrange(6) == 0:
        place = rand.randrange(len(lines) + 1)
        lines.insert(place, rand.choice(["", "# x", "  y", "\tz", "---", "words", "<!--", "..."]))
    body = "\n".join(lines)
    if rand.randrange(10) == 0:
        pairs = (f'"{rand.choice(NAMES)}": {rand.choice([value(rand), "true", "[[1]]"])}' for _ in range(4))
        body = "{" + ",\n".join(pairs) + "}"
    fence = rand.choice(["---", "---", "+++", ";;;", "", "```yaml", "---json", "  ---"])
    lead = rand.choice(["", "", "", "\ufeff", "\n\n", "<!-- c -->\n", "# c\n", "% c\n", "// c\n"])
    end = rand.choice([f"\n{fence}\n", f"\n{fence}  \n", "\n", "\n...\n", ""])
    text = f"{lead}{fence}{rand.choice(['', '  '])}\n{body}{end}\nText.\n"
    return text.replace("\n", "\r\n") if rand.randrange(10) == 0 else text


@settings(max_examples=HEADS, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.integers(0, 2**48),
    st.sampled_from(["posts/2024-01-01-a.md", "posts/a.md", "page.md", "posts/a.rst", "posts/2024-01-01-a.rst"]),
)
def test_any_front_matter_is_read_or_reported(seed: int, path: str) -> None:
    text = head(random.Random(seed))  # noqa: S311 - a test
    start = time.process_time()

    found_status = status_of_text(text, path, RULES)
    status = found_status.status(RULES)
    if found_status.front_matter is not None and path.endswith(".md"):
        assert len(without_front_matter(text, found_status)) < 10 * len(text) + 12_000_000

    assert time.process_time() - start < LONGEST
    if status in (Status.UNREADABLE, Status.UNDATED):
        assert found_status.error
    for problem in [*found_status.problems, *([found_status.error] if found_status.error else [])]:
        assert problem.message
        assert 1 <= problem.line <= text.count("\n") + 2


def status_of(text: str, path: str = "posts/2024-01-01-a.md") -> FileStatus:
    return status_of_text(text, path, RULES)


SAYING_DRAFT = [
    "draft: true",
    "Draft : yes",
    "published: false",
    "publish: no",
    "status: draft",
    "private: true",
    "hidden: true",
    "visibility: private",
    "draft:",
    "wip: true",
    "unpublished: yes",
    "public: false",
]


@pytest.mark.parametrize("words", SAYING_DRAFT)
@pytest.mark.parametrize(
    "form",
    [
        "\n\n---\ntitle: A\n{}\n---\n\nText.\n",
        "\ufeff\ufeff---\ntitle: A\n{}\n---\n\nText.\n",
        "<!-- A comment -->\n---\ntitle: A\n{}\n---\n\nText.\n",
        "# A comment\n---\ntitle: A\n{}\n---\n\nText.\n",
        "% A comment\n---\ntitle: A\n{}\n---\n\nText.\n",
        "// A comment\n\n---\ntitle: A\n{}\n---\n\nText.\n",
        "---  \r\ntitle: A\r\n{}\r\n---  \r\n\r\nText.\r\n",
        "  ---\n  title: A\n  {}\n  ---\n\nText.\n",
        "---\ntitle: A\n{}\n\nText.\n",
        "---\n\n{}\n\nText.\n",
        "---\ntitle: A: B\n{}\n---\n\nText.\n",
        "----\ntitle: A\n{}\n----\n\nText.\n",
        "```yaml\ntitle: A\n{}\n```\n\nText.\n",
        "```\n---\n{}\n---\n```\n\nText.\n",
        "<!--\ntitle: A\n{}\n-->\n\nText.\n",
        "---\ntitle: A\n---\n\n---\n{}\n---\n\nText.\n",
        "{}\n\nText.\n",
        "Title: A\n{}\n\nText.\n",
        "\n# Title\n\n{}\n\nText.\n",
    ],
)
def test_a_draft_is_never_published(form: str, words: str) -> None:
    for path in ("posts/2024-01-01-a.md", "page.md"):
        found_status = status_of(form.format(words), path)

        assert found_status.status(RULES) is not Status.PUBLISHED or found_status.unlisted
        understood = found_status.front_matter is not None or found_status.draft or found_status.unlisted
        assert understood or found_status.error


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "A", "draft": true}\n\nText.\n',
        '{\n  "title": "A",\n  "draft": true\n}\nText.\n',
        ';;;\n{"draft": true}\n;;;\nText.\n',
        '---json\n{"draft": true}\n---\nText.\n',
        "+++\ndraft = true\n+++\nText.\n",
        "+++\ndraft = true\ntitle = x\n+++\nText.\n",
        '{"title": "A" "draft": true}\n\nText.\n',
        "---\ndraft: false\ndraft: true\n---\n",
        "---\ndraft: true\ndraft: false\n---\n",
        "---\ndraft: perhaps\n---\n",
        "---\ndrafft: true\n---\n",
        "---\nstatus: drfat\n---\n",
        "---\nbuild: {render: never}\n---\n",
        "---\n_build:\n  render: link\n---\n",
        "---\nbuild: {render: sometimes}\n---\n",
        "---\nvisibility: members\n---\n",
        "---\nrender: false\n---\n",
        "---\nprivate: true\ndraft: false\n---\n",
        "---\nparams: {draft: true}\n---\n",
        "---\nparams:\n  blog:\n    isDraft: true\n---\n",
        "---\nextra: {published: no}\n---\n",
        "+++\n[extra]\ndraft = true\n+++\n",
        '{"params": {"draft": true}}\n',
        "---\npermalink: false\n---\n",
        "+++\npermalink = false\n+++\n",
        "---\npublished:\n---\n",
        "---\ndraft: ~\n---\n",
        "---\nTitle: A: B\nStatus: draft\n---\n",
        "Title: A\nStatus: draft\nText at once.\n",
        "Layout: post\nTitle: A\nDraft: yes\n\nText.\n",
        "---\ntitle: A\n\tdraft: true\n---\n",
        "---\ntitle: A, draft: true\n---\n",
    ],
)
def test_drafts_in_other_formats(text: str) -> None:
    assert status_of(text).status(RULES) is not Status.PUBLISHED
    for name in ("maybe", "perhaps", "sometimes", "drfat", "drafft", "members"):
        assert name not in text or status_of(text).error


@pytest.mark.parametrize(
    "line",
    [
        "hidden: true",
        "unlisted: true",
        "listed: false",
        "build: {list: never}",
        "build: {list: local}",
        "hidden: perhaps",
        "eleventyExcludeFromCollections: true",
        "visibility: unlisted",
        "status: unlisted",
    ],
)
def test_unlisted(line: str) -> None:
    found_status = status_of(f"---\n{line}\n---\n")

    assert found_status.status(RULES) is Status.PUBLISHED
    assert (found_status.unlisted, found_status.noindex) == (True, True)
    assert bool(found_status.problems) is ("perhaps" in line)


@pytest.mark.parametrize(
    "text",
    [
        "Text about drafts.\n\ndraft: true\n",
        "# Drafts in Hugo\n\nPut this into your file:\n\n```yaml\ndraft: true\n```\n",
        (
            "---\ndraft: false\npublished: true\nstatus: published\nprivate: no\nhidden: off\nvisibility: public\n"
            "build: {render: always, list: always}\n---\n\nText.\n"
        ),
        "---\ntitle: A\n---\n\n```yaml\nfoo: bar\n```\n",
    ],
)
def test_not_drafts(text: str) -> None:
    assert status_of(text).status(RULES) is Status.PUBLISHED
    assert not status_of(text).unlisted


def test_lines_count_from_the_start_of_the_file() -> None:
    found_status = status_of("<!-- A\ncomment -->\n\n---\ntitle: A\ntags: {a: b}\n---\nText.\n")

    assert [problem.line for problem in found_status.problems] == [6]


def test_invalid_front_matter_does_not_get_the_date_of_the_file_name() -> None:
    found_status = status_of("---\ntags: [A, B\n---\nText.\n")

    assert found_status.status(RULES) is Status.UNREADABLE
    assert found_status.error
    assert found_status.error.line == 2


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("dscription", "description"),
        ("dtae", "date"),
        ("autor", "author"),
        ("tag s", "tags"),
        ("Tittle", "title"),
        ("slugg", "slug"),
        ("catgories", "categories"),
        ("upated", "updated"),
    ],
)
def test_misspelled_keys(key: str, meant: str) -> None:
    found_status = status_of(f"---\nlayout: post\n{key}: x\n---\n")

    assert [problem.line for problem in found_status.problems] == [3]
    assert f"did you mean `{meant}`?" in found_status.problems[0].message


@pytest.mark.parametrize(
    "key",
    [
        "layout",
        "type",
        "weight",
        "author_url",
        "data",
        "dates",
        "toc",
        "template",
        "url",
        "menu",
        "featured",
        "labels",
        "cssclass",
        "publisher",
        "license",
        "kernelspec",
        "jupytext",
        "orphan",
        "nosearch",
        "html_meta",
        "myst",
        "math",
        "links",
        "hide_title",
        "reading_time",
        "ShowToc",
        "format",
        "execute",
        "bibliography",
        "page",
        "parent",
        "nav_order",
        "permalink",
        "path",
    ],
)
def test_keys_of_other_engines_are_not_reported(key: str) -> None:
    assert not status_of(f"---\n{key}: x\n---\n").problems


def test_merge_keys() -> None:
    found_status = status_of("---\nbase: &b\n  tags: [x, y]\n  series: S\n<<: *b\nseries: T\n---\n")

    assert found_status.front_matter
    assert (found_status.front_matter.tags, found_status.front_matter.series) == (("x", "y"), "T")


@pytest.mark.parametrize(
    ("yaml", "line", "message"),
    [
        ("a: b\n\ttitle: A", 3, "a tab"),
        ('a: b\ntitle: "A\nc: d', 3, "the quote"),
        ("title: *bold", 2, "must be quoted"),
        ("title: [draft] My", 2, "must be quoted"),
        ("tags: [a, b\ntitle: x", 2, "lacks a comma"),
        ("title: A\n  date: b", 3, "wrong indentation"),
        ("title:A\ndate: x", 2, "a space is missing"),
        ("title: A\njust words", 3, "not `key: value`"),
        ("text: |\nA\nb: c", 3, "must be indented"),
    ],
)
def test_yaml_errors_say_what_to_do(yaml: str, line: int, message: str) -> None:
    fault = status_of(f"---\n{yaml}\n---\n").error

    assert fault
    assert message in fault.message
    assert fault.line == line


@pytest.mark.parametrize("title", ["!Wow it is", "&Co are here", "! Wow"])
def test_yaml_indicators_at_the_start_of_a_title_are_kept(title: str) -> None:
    found_status = status_of(f"---\ntitle: {title}\n---\n")

    assert found_status.front_matter
    assert found_status.front_matter.title == title
    assert "must be quoted" in found_status.problems[0].message


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("guid: https://old.example.org/?p=1", "https://old.example.org/?p=1"),
        ("id: tag:example.org,2024:1", "tag:example.org,2024:1"),
        ("feed_id: urn:uuid:1\nid: 5", "urn:uuid:1"),
        ("id: a-page", ""),
    ],
)
def test_feed_ids(line: str, found: str) -> None:
    found_status = status_of(f"---\n{line}\n---\n")

    assert found_status.front_matter
    assert found_status.front_matter.feed_id == found
    assert not found_status.problems


HIDING = ["draft: true", "isDraft: yes", "wip: true", "published: false", "public: no", "publish: off", "status: draft"]
OTHERS = ["title: A: B", "tags: [x, y]", "Summary: about: x", "weight: 3", "layout: page", "x:\n  - y", "cover: {a: b}"]
FORMS = ["---\n{}\n---\n", "\n\n---\n{}\n---\n", "--- \n{}\n---\t\n", "\ufeff---\r\n{}\r\n---\r\n", "{}\n"]


@pytest.mark.parametrize("before", ["Summary: about: x\nx:\n  - y", "date: 2024-01-01\nx:\n - y\n", "x:\n- y\n- z"])
@pytest.mark.parametrize("hiding", ["draft: true", "published: false"])
def test_a_draft_after_a_list_is_never_published(before: str, hiding: str) -> None:
    assert status_of(f"{before}\n{hiding}\n\nText.\n", "posts/2024-01-01-a.md").status(RULES) is not Status.PUBLISHED


@given(
    st.sampled_from(HIDING),
    st.lists(st.sampled_from(OTHERS), max_size=4, unique=True),
    st.integers(0, 4),
    st.sampled_from(FORMS),
    st.sampled_from(["posts/2024-01-01-a.md", "posts/2024/1/1/a.qmd", "posts/a.markdown", "page.md"]),
)
def test_a_draft_among_other_keys_is_never_published(
    hiding: str, others: list[str], place: int, form: str, path: str
) -> None:
    """Whatever else is in the front matter, valid or not."""
    lines = [*others[:place], hiding, *others[place:]]

    assert status_of(form.format("\n".join(lines)) + "\nText.\n", path).status(RULES) is not Status.PUBLISHED


@given(st.sampled_from(["draft: true", "isDraft: true", "published: false", "wip: yes"]), st.integers(1, 4))
def test_a_draft_in_nested_mappings_is_never_published(hiding: str, depth: int) -> None:
    lines = [f"{'  ' * level}k{level}:" for level in range(depth)] + ["  " * depth + hiding]

    assert status_of("---\ntitle: A\n" + "\n".join(lines) + "\n---\nText.\n").status(RULES) is not Status.PUBLISHED
