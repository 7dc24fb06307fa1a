"""After any edits, the output is byte for byte what a clean build writes: random edits, and a large site."""

from __future__ import annotations

import importlib.resources
import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from postil.preview.build_process import BuildProcess
from postil.preview.build_result import BuildRequest
from postil.testing import Built, SiteBuilder, read_folder, svg_image

# `make test-long` asks for more.
SHORT = 2


EXAMPLES = int(os.environ.get("POSTIL_EXAMPLES", SHORT))


STEPS = int(os.environ.get("POSTIL_STEPS", "8"))


# To make an example small takes minutes; where time is short, it is reported as it was found.
PHASES = [phase for phase in Phase if phase is not Phase.shrink or "POSTIL_SHRINK" in os.environ]


NAMES = st.sampled_from(["a", "b", "c", "d", "e"])


TITLES = st.sampled_from(["Alpha", "Beta", "Gamma <i>", "C & D", "Ünïcode"])


TAGS = st.lists(st.sampled_from(["x", "y", "C", "C++", "X"]), max_size=3)


DATES = st.sampled_from(["2023-05-05", "2024-01-01", "2024-01-01 10:00", "2024-06-30", "2999-01-01"])


WORDS = st.sampled_from(["apple", "pear", "plum", "cherry"])


KEYS = [
    "title", "date", "expires", "tags", "slug", "permalink", "aliases", "draft", "hidden", "description", "categories",
    "series", "image", "pinned", "author", "lang", "translation_key",
]  # fmt: skip


CHOICES = [
    "", "blog_feed_archives = False", "postil_cards = False", "postil_markdown = False", "postil_sitemap = False",
    "postil_comments = {'engine': 'utterances', 'repo': 'a/b'}", "postil_drafts = True", "blog_path = 'journal'",
    "language = 'de'", "postil_images = False", "postil_slug_style = 'ascii'", "postil_permalink_keys = False",
    "numfig_format = {'figure': 'Image %s'}", "html_copy_source = False", "postil_languages = {'en': 'E', 'de': 'D'}",
    "postil_languages = {'de': 'D', 'fr': 'F'}\npostil_default_language_in_subfolder = True",
    "language = 'ar'", "postil_strings = {'en': {'min read': 'minutes'}, 'de': {'Older': 'Früher'}}",
]  # fmt: skip


PATTERNS = st.sampled_from(
    ["", "", "{year}/{slug}", "{slug}/", "blog/{name}", "{section}/{day}-{slug}", "{title}/",
     "{category}/{author}/{title}", {"posts": "{slug_or_title}", "posts/a": "a/{title}"}]
)  # fmt: skip


ALIASES = st.sampled_from(
    [[], ["old"], ["old/", "Old"], ["old.html/z"], ["blog", "blog/tag/x"], ["posts/a/index.html", "2024/a"]]
)


# Days on which a build may be: before, between and after those of DATES.
DAYS = st.sampled_from(["2023-12-01", "2024-03-01", "2024-07-01", "2030-01-01"])


HOME = "# Home\n\n```{postlist} 2\n:excerpts:\n```\n\n```{postlist}\n:tags: x\n```\n\n```{toctree}\npage\nlists\n```\n"


LISTS = """# Lists

```{postlist} 2
:layout: cards
:sections: posts/a, posts/b
```

```{postlist}
:layout: titles
:order: title
:exclude-tags: x
```

```{postlist} 1
:order: oldest
:series: One
```
"""


CONF = 'extensions = ["postil"]\nblog_baseurl = "https://example.org/"\n'


class Edits(RuleBasedStateMachine):
    """A person edits a site, in any order, and builds it now and then."""

    theme = "basic"
    builder = "html"
    more = ""
    """Lines of conf.py besides those that are edited."""
    authors = '{"ada": {"name": "Ada", "bio": "B"}}'

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="postil-"))
        self.site = SiteBuilder(self.folder / "site", theme=self.theme)
        self.posts: dict[str, dict[str, Any]] = {}
        self.changed = True
        self.builds = 0

    @initialize()
    def start(self) -> None:
        self.site.write({"docs/index.md": HOME, "docs/page.md": "# Page\n\nWords.\n", "docs/lists.md": LISTS})
        self.configure("One", 1)
        self.add("a", "Alpha", "2024-01-01", ["x"], "apple")
        self.add("b", "Beta", "2023-05-05", ["C++"], "pear")

    def write(self, name: str) -> None:
        """Write post `name` as it is now."""
        post = self.posts[name]
        other = post["link"]
        link = f"\n[](../{other}/index.md) {{doc}}`../{other}/index` {{ref}}`tag-x`\n" if other in self.posts else ""
        front = "\n".join(f"{key}: {value!r}" for key, value in post["front"].items())
        notes = f"first[^n] ^[of {post['text']}].\n\n[^n]: A note.\n"
        words = f"{post['text']} {notes}\n![Picture](p.svg)\n{link}"
        text = f"---\n{front}\n---\n\n{words}\n{post['marker']}\n\nLast.\n"
        self.site.write(
            {
                f"posts/{name}/index.md": text,
                f"posts/{name}/p.svg": svg_image(post["colour"]),
                f"posts/{name}/q.svg": svg_image(post["colour"] + 1),
            }
        )
        self.changed = True

    @rule(name=NAMES, title=TITLES, date=DATES, tags=TAGS, word=WORDS)
    def add(self, name: str, title: str, date: str, tags: list[str], word: str) -> None:
        front: dict[str, Any] = {"title": title, "date": date, "tags": tags}
        self.posts[name] = {"front": front, "text": word, "colour": len(name), "link": "", "marker": ""}
        self.write(name)

    @precondition(lambda self: self.posts)
    @rule(data=st.data(), key=st.sampled_from(KEYS))
    def edit_front_matter(self, data: st.DataObject, key: str) -> None:
        values: dict[str, st.SearchStrategy[Any]] = {
            "title": TITLES, "date": DATES, "expires": DATES, "tags": TAGS, "description": TITLES,
            "draft": st.booleans(), "hidden": st.booleans(),
            "slug": st.sampled_from(["a", "b", "slug", "search"]), "aliases": ALIASES,
            "permalink": st.sampled_from(["", "/own/", "/own.html", "old", "/posts/a/", False]),
            "categories": st.sampled_from(["", "Essays", "C#"]),
            "series": st.sampled_from(["", "One", "Two"]), "image": st.sampled_from(["", "p.svg", "q.svg"]),
            "pinned": st.booleans(), "author": st.sampled_from(["ada", "Bob"]),
            "lang": st.sampled_from(["", "en", "de", "fr"]),
            "translation_key": st.sampled_from(["", "k", "posts/a/index"]),
        }  # fmt: skip
        name = data.draw(st.sampled_from(sorted(self.posts)))
        self.posts[name]["front"][key] = data.draw(values[key])
        self.write(name)

    @precondition(lambda self: self.posts)
    @rule(
        data=st.data(),
        code=st.sampled_from(["de", "fr", "pt-br"]),
        title=TITLES,
        date=DATES,
        tags=TAGS,
        kind=st.sampled_from(["post", "draft", "none"]),
    )
    def translate(self, data: st.DataObject, code: str, title: str, date: str, tags: list[str], kind: str) -> None:
        """Write a translation of a post, or remove it."""
        name = data.draw(st.sampled_from(sorted(self.posts)))
        front = f"title: {title!r}\ndate: {date}\ntags: {tags}\nseries: One\ndraft: {kind == 'draft'}\n"
        text = f"---\n{front}---\n\n{title} [](../a/index.md)[^n] ![Bild](p.svg)\n\n[^n]: Note.\n"
        self.site.write({f"posts/{name}/index.{code}.md": None if kind == "none" else text})
        self.changed = True

    @precondition(lambda self: self.posts)
    @rule(
        data=st.data(),
        word=WORDS,
        link=NAMES,
        colour=st.integers(1, 9),
        marker=st.sampled_from(["", "<!-- more -->"]),
    )
    def edit_text(self, data: st.DataObject, word: str, link: str, colour: int, marker: str) -> None:
        name = data.draw(st.sampled_from(sorted(self.posts)))
        self.posts[name] |= {"text": word, "link": link, "colour": colour, "marker": marker}
        self.write(name)

    @precondition(lambda self: self.posts)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.posts)))
        del self.posts[name]
        shutil.rmtree(self.site.folder / "posts" / name)
        self.changed = True

    @precondition(lambda self: self.posts)
    @rule(data=st.data(), new=NAMES)
    def rename(self, data: st.DataObject, new: str) -> None:
        name = data.draw(st.sampled_from(sorted(self.posts)))
        post = self.posts.pop(name)
        shutil.rmtree(self.site.folder / "posts" / name)
        self.posts[new] = post
        self.write(new)

    @rule(
        title=st.sampled_from(["One", "Two"]),
        count=st.sampled_from([1, 2]),
        size=st.sampled_from([1, 2, 20]),
        home=st.booleans(),
        pattern=PATTERNS,
        more=st.sampled_from(CHOICES),
    )
    def configure(
        self,
        title: str,
        count: int,
        size: int = 20,
        home: bool = False,  # noqa: FBT001, FBT002 - Hypothesis gives it
        pattern: object = "",
        more: str = "",
    ) -> None:
        conf = f'extensions = ["postil"]\nhtml_theme = "{self.theme}"\nblog_baseurl = "https://example.org/"\n'
        conf += (
            f'{self.more}blog_title = "{title}"\npost_auto_excerpt = {count}\ntemplates_path = ["_templates"]\n{more}\n'
        )
        conf += f"postil_page_size = {size}\npostil_home = {home}\npostil_permalink = {pattern!r}\n"
        conf += f'postil_neighbours = "{"series" if home else "all"}"\n'
        conf += f"blog_authors = {self.authors}\n"
        self.site.write({"docs/conf.py": conf})
        self.changed = True

    @rule(word=WORDS)
    def change_template(self, word: str) -> None:
        part = "{% include 'part.txt' ignore missing %}"
        template = f"<article class='postil-card'>{word} {part} {{{{ post.title|e }}}}</article>"
        self.site.write({"docs/_templates/postil/card.html": template})
        self.changed = True

    @rule(title=TITLES, contents=st.booleans())
    def edit_page(self, title: str, contents: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
        links = "[](../posts/a/index.md) {doc}`posts/b/index`"
        table = "```{toctree}\n:glob:\n\nposts/c/index\nposts/*/index\n```\n" if contents else ""
        self.site.write({"docs/page.md": f"# {title}\n\nWords. {links}\n\n## Part\n\n{table}"})
        self.changed = True

    @invariant()
    def a_build_is_as_a_clean_one(self) -> None:
        if not self.changed:
            return
        self.changed = False
        again = read_folder(self.build())
        fresh = read_folder(self.build_elsewhere().outdir)

        assert sorted(again) == sorted(fresh)
        assert [name for name, content in fresh.items() if again[name] != content] == []

    def build(self) -> Path:
        """Build the site with what the last build left, and return the folder of its pages."""
        self.builds += 1
        return self.site.build(parallel=1 + self.builds % 2, builder=self.builder).outdir

    def build_elsewhere(self) -> Built:
        """Build the same files in an empty folder."""
        folder = self.folder / "clean"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.site.folder, folder, ignore=shutil.ignore_patterns("build"))
        return SiteBuilder(folder, theme=self.theme).build(builder=self.builder)

    def teardown(self) -> None:
        shutil.rmtree(self.folder)


class EditsInTime(Edits):
    """The same, on one day and another: posts appear and expire though no file changes."""

    @rule(day=DAYS)
    def wait(self, day: str) -> None:
        os.environ["SOURCE_DATE_EPOCH"] = str(int(datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()))
        self.changed = True

    def teardown(self) -> None:
        os.environ.pop("SOURCE_DATE_EPOCH", None)
        super().teardown()


class WarmEdits(Edits):
    """The same, with a site that stays in memory and is told which files changed."""

    def __init__(self) -> None:
        super().__init__()
        self.build_process: BuildProcess | None = None
        self.stamps: dict[Path, int] = {}

    def build(self) -> Path:
        files = [path for top in ("docs", "posts") for path in (self.site.folder / top).rglob("*") if path.is_file()]
        stamps = {path: path.stat().st_mtime_ns for path in files}
        changed = sorted({path for path, _ in stamps.items() ^ self.stamps.items()})
        self.stamps = stamps
        outdir = self.site.folder / "build" / "html"
        if self.build_process is None:
            request = BuildRequest(self.site.folder / "docs", outdir, self.site.folder / "build" / "doctrees")
            self.build_process = BuildProcess(request)
            result = self.build_process.start()
        else:
            result = self.build_process.update(changed)
        self.build_process.finish()
        assert result.failure == ""
        return outdir

    def teardown(self) -> None:
        if self.build_process is not None:
            self.build_process.stop()
        super().teardown()


FILE_OPTIONS = """numfig = True
postil_languages = {"en": "English", "de": "Deutsch"}
html_logo = "flogo.svg"
html_favicon = "flogo.svg"
html_static_path = ["_static"]
html_css_files = ["own.css"]
html_theme_options = {"logo": {"image_light": "flight.svg"}}
postil_card_font = "font.ttf"
"""


BESIDE = ["fa.svg", "fb.png", "flogo.svg", "flight.svg", "font.ttf", "_static/own.css", "_templates/part.txt"]


FONTS = importlib.resources.files("font_source_sans_pro").joinpath("files")


class EditsOfFiles(Edits):
    """The same with the book theme, and with what file managers, backups and version control do to files."""

    theme = "sphinx_book_theme"
    more = FILE_OPTIONS
    authors = '{"ada": {"name": "Ada", "bio": "B", "avatar": "fa.svg"}, "bob": {"name": "Bob", "avatar": "fb.png"}}'

    def __init__(self) -> None:
        super().__init__()
        self.backup: dict[Path, tuple[bytes, int]] = {}

    @initialize()
    def start(self) -> None:
        self.site.write({"docs/index.md": HOME, "docs/page.md": "# Page\n\nWords.\n", "docs/lists.md": LISTS})
        self.configure("One", 1)
        self.add("a", "Alpha", "2024-01-01", ["x"], "apple")
        self.add("b", "Beta", "2023-05-05", ["C++"], "pear")
        self.site.write({"docs/part.txt": "Part.\n", "docs/file.zip": b"1", "posts/f/p.svg": svg_image(1)})
        self.edit_what_others_show("word", 1, listed=True)
        for name in BESIDE:
            self.replace_beside(name, 1)

    @rule(term=st.sampled_from(["word", "term"]), figures=st.integers(1, 3), listed=st.booleans())
    def edit_what_others_show(self, term: str, figures: int, listed: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
        """Let the terms of a glossary and the numbers of figures be others: in the text, and in excerpts."""
        terms = f"# Terms\n\n```{{glossary}}\n{term}\n  One.\n```\n\n```{{include}} part.txt\n```\n\n"
        self.site.write({"docs/terms.md": f"{terms}{{download}}`file.zip`\n"})
        shown = "{numref}`fig` {term}`word`"
        head = "---\ntitle: F\ndate: 2024-02-02\n---\n\n" + (f"- {shown}\n- {shown}" if listed else shown)
        before = "```{figure} p.svg\nB\n```\n\n" * (figures - 1)
        figure = "```{figure} p.svg\n:name: fig\nC\n```\n"
        (self.site.folder / "posts/f/index.rst").unlink(missing_ok=True)
        self.site.write({"posts/f/index.md": f"{head}\n\n{before}{figure}"})
        self.changed = True

    @rule(name=st.sampled_from(BESIDE), number=st.integers(0, 2))
    def replace_beside(self, name: str, number: int) -> None:
        """Let a file that options name have another content, with an old time stamp, or be gone."""
        path = self.site.folder / "docs" / name
        contents: dict[str, list[bytes | None]] = {
            "font.ttf": [None, *((FONTS / f"SourceSansPro-{each}.ttf").read_bytes() for each in ("Regular", "Black"))],
            "_static/own.css": [b"a { color: tan }", b"a { color: red }", None],
            "_templates/part.txt": [b"1", b"2", b"3"],
        }
        self.site.write({f"docs/{name}": contents.get(name, [None, svg_image(1), svg_image(2)])[number]})
        if path.exists():
            os.utime(path, (number * 100_000, number * 100_000))
        self.changed = True

    @rule()
    def switch_builder(self) -> None:
        self.builder = "dirhtml" if self.builder == "html" else "html"
        self.changed = True

    @rule(data=st.data(), edit=st.sampled_from(["delete", "cut", "add"]))
    def change_output(self, data: st.DataObject, edit: str) -> None:
        folder = self.site.folder / "build" / self.builder
        files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".postil-manifest")
        if not files:
            return
        path = data.draw(st.sampled_from(files))
        content = path.read_bytes()
        path.unlink()
        if edit != "delete":
            path.write_bytes(content[: len(content) // 2] if edit == "cut" else content + b"<!-- more -->")
        self.changed = True

    def sources(self) -> list[Path]:
        """Return all files of the site."""
        found = [path for top in ("docs", "posts") for path in (self.site.folder / top).rglob("*")]
        return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)

    @rule(seconds=st.sampled_from([-100_000, 0, 100_000]))
    def touch_all(self, seconds: int) -> None:
        """Give all files other time stamps, as a new checkout has: with 0, those of now."""
        for path in self.sources():
            time = path.stat().st_mtime + seconds if seconds else None
            os.utime(path, (time, time) if time else None)
        self.changed = True

    @rule()
    def copy_all(self) -> None:
        """Keep a copy of all files with their time stamps, as a backup does; `restore` puts one of it back."""
        self.backup = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in self.sources()}

    @precondition(lambda self: self.backup)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        """Put an older copy of a file back, with its old time stamp."""
        path = data.draw(st.sampled_from(sorted(self.backup)))
        content, time = self.backup[path]
        if path.parent.is_dir():  # a file of a post that is gone is none of a site
            path.write_bytes(content)
            os.utime(path, ns=(time, time))
            self.changed = True

    @rule(data=st.data())
    def swap_contents(self, data: st.DataObject) -> None:
        """Exchange the contents of two files of one size and kind; each keeps its time stamp."""
        by_size: dict[tuple[int, str], list[Path]] = {}
        for path in self.sources():
            by_size.setdefault((path.stat().st_size, path.suffix), []).append(path)
        pairs = sorted(paths for paths in by_size.values() if len(paths) > 1)
        if not pairs:
            return
        one, other = data.draw(st.permutations(data.draw(st.sampled_from(pairs))))[:2]
        contents, times = (
            [path.read_bytes() for path in (other, one)],
            [path.stat().st_mtime_ns for path in (one, other)],
        )
        for path, content, time in zip((one, other), contents, times, strict=True):
            path.write_bytes(content)
            os.utime(path, ns=(time, time))
        self.changed = True

    @rule(colour=st.integers(1, 9), missing=st.booleans())
    def restore_image(self, colour: int, missing: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
        path = self.site.folder / "posts/f/p.svg"
        path.unlink(missing_ok=True)
        if not missing:
            path.write_bytes(svg_image(colour))
            os.utime(path, (colour * 100_000, colour * 100_000))
        self.changed = True

    @rule(word=st.sampled_from(["1", "2", "3"]))
    def restore_parts(self, word: str) -> None:
        for name in ("part.txt", "file.zip"):
            self.site.write({f"docs/{name}": word})
            os.utime(self.site.folder / "docs" / name, (100_000, 100_000))
        self.changed = True

    @precondition(lambda self: len(self.posts) > 1)
    @rule(data=st.data())
    def swap(self, data: st.DataObject) -> None:
        one, other = data.draw(st.permutations(sorted(self.posts)))[:2]
        folder = self.site.folder / "posts"
        (folder / one).rename(folder / "between")
        (folder / other).rename(folder / one)
        (folder / "between").rename(folder / other)
        self.posts[one], self.posts[other] = self.posts[other], self.posts[one]
        self.changed = True

    @rule()
    def rename_to_rest(self) -> None:
        path = self.site.folder / "posts/f/index.md"
        if path.exists():
            path.unlink()
            text = ":date: 2024-02-02\n\nF\n=\n\n:term:`word`\n\n.. figure:: p.svg\n   :name: fig\n\n   C\n"
            path.with_suffix(".rst").write_text(text, "utf-8")
            os.utime(path.with_suffix(".rst"), (100_000, 100_000))
            self.changed = True


BUDGET = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=PHASES,
)


TestEdits = EditsInTime.TestCase


TestEdits.settings = BUDGET


TestEditsOfFiles = EditsOfFiles.TestCase


TestEditsOfFiles.settings = settings(BUDGET, max_examples=max(EXAMPLES // 3, 1))


TestWarmEdits = WarmEdits.TestCase


# New options mean a new process, which takes a second or two each time.
TestWarmEdits.settings = settings(BUDGET, max_examples=EXAMPLES // 2)


# Titles, words and tags in three scripts.
SCRIPTS = {
    "la": ("Über die Brücke, Teil {}", "Der Fluß führt Wasser, die Brücke führt Menschen.", ["Brücken", "C++"]),
    "ru": ("Прогулка вдоль реки, {}", "Река течёт медленно, и мы идём вдоль неё до моста.", ["реки", "Ёлка"]),
    "zh": ("沿河散步之{}", "河水缓缓流淌，我们沿着河岸走到桥边。夏天很长。", ["河流", "散步"]),
}


# As many as take a second or two to build; three hundred for `make test-long`.
MANY = 300 if EXAMPLES > SHORT else 48


def large_post(number: int, **front: Any) -> str:
    """Return a post in the script whose turn it is."""
    title, words, tags = SCRIPTS[script_of(number)]
    values = {
        "title": title.format(number), "date": f"20{20 + number % 5}-{number % 12 + 1:02}-{number % 28 + 1:02}",
        "tags": [tags[0], tags[number % 2], f"t{number % 7}"], "author": f"{script_of(number)} {number % 4}",
    } | front  # fmt: skip
    head = "\n".join(f"{key}: {value!r}" for key, value in values.items())
    other = (number * 7 + 1) % MANY
    link = f"[](../{name_of(other)}) {{doc}}`../{name_of((other + 5) % MANY).removesuffix('.md')}`"
    return f"---\n{head}\n---\n\n{words * (1 + number % 3)}[^n] {link}\n\n{words}\n\n[^n]: {words}\n"


def script_of(number: int) -> str:
    return list(SCRIPTS)[number % len(SCRIPTS)]


def name_of(number: int) -> str:
    """Return the file of a post, below `posts/`."""
    stems = {"la": "brücke", "ru": "прогулка", "zh": "散步"}
    return f"{script_of(number)}/2020-01-01-{stems[script_of(number)]}-{number}.md"


def large_edits(conf: str) -> list[dict[str, str | bytes | None]]:
    """Return what is edited between one build and the next; each time something else."""

    def posts(**front: Any) -> dict[str, str | bytes | None]:
        return {f"posts/{name_of(number)}": large_post(number, **front) for number in numbers}

    numbers = [4, 5, 6]
    edits = [posts(title="Новое 新 Neu", aliases=["alt/ü", "старое/", "旧"]), posts(expires="2024-01-01", draft=False)]
    edits.append({"docs/conf.py": conf + 'postil_permalink = "{year}/{month}/{slug}/"\n'})
    numbers = [7, 8, 9]
    edits += [posts(aliases=["alt/ü"], slug="мост-桥-brücke"), posts(expires="2999-01-01", tags=["Neu", "новое", "新"])]
    edits.append({f"posts/{name_of(number)}": None for number in (8, 10, 11)})
    if EXAMPLES > SHORT:  # all is read and written again, which takes its time
        edits.append({"docs/conf.py": conf + 'postil_permalink = "{section}/{name}"\nblog_title = "沿河"\n'})
    numbers = [0, 1, 2]
    return [*edits, posts(date="2999-01-01"), posts(draft=True), posts(pinned=True, series="Река 河", aliases=["旧"])]


def test_large_site_in_three_scripts(tmp_path: Path) -> None:
    """Edited again and again; `make test-long` compares after each edit, `make test` at the end."""
    conf = CONF + 'html_theme = "basic"\npostil_cards = False\nsuppress_warnings = ["postil.permalink"]\n'
    site = SiteBuilder(tmp_path / "site")
    site.write({"docs/conf.py": conf, "docs/index.md": HOME, "docs/page.md": "# Page\n", "docs/lists.md": LISTS})
    site.write({f"posts/{name_of(number)}": large_post(number) for number in range(MANY)})
    assert site.build().warnings == []
    edits = large_edits(conf)
    short = EXAMPLES <= SHORT
    compared = [len(edits) - 1] if short else range(len(edits))
    for number, edit in enumerate(edits):
        site.write(edit)
        if short and number not in compared and number % 3 != 2:
            continue  # several edits before one build
        again = read_folder(site.build().outdir)
        if number not in compared:
            continue
        clean = SiteBuilder(tmp_path / "clean")
        shutil.copytree(site.folder, clean.folder, ignore=shutil.ignore_patterns("build"))
        fresh = read_folder(clean.build().outdir)
        shutil.rmtree(clean.folder)

        assert sorted(again) == sorted(fresh)
        assert [name for name, content in fresh.items() if again[name] != content] == []
    assert again["_redirects"].decode().count("/%E6%97%A7 ") == 1


def test_in_memory_site_with_the_book_theme_equals_a_clean_build(tmp_path: Path) -> None:
    """The theme asks for scripts page by page, which a page built later must not inherit."""

    def post(title: str, text: str, day: int) -> str:
        return f"---\ntitle: {title}\ndate: 2024-01-{day:02}\ntags: [x]\n---\n\n{text}[^n].\n\n[^n]: Note.\n"

    site = SiteBuilder(tmp_path / "site")
    site.write({"docs/index.md": HOME, "docs/page.md": "# Page\n", "docs/lists.md": LISTS, "docs/conf.py": CONF})
    site.write({"posts/p.svg": svg_image(1), "posts/a.md": post("A", "One ![P](p.svg)", 1)})
    site.write({f"posts/{name}.md": post(name.upper(), "Words", day) for day, name in enumerate("bcd", start=2)})
    outdir = site.folder / "build" / "html"
    build_process = BuildProcess(BuildRequest(site.folder / "docs", outdir, site.folder / "build" / "doctrees"))
    build_process.start()
    edits: list[dict[str, str | bytes | None]] = [
        {"posts/b.md": post("B", "Other words", 2)},
        {"posts/c.md": post("New", "![P](p.svg)\n\nWords", 3), "docs/page.md": "# Other\n"},
        {"posts/d.md": None},
        {"posts/e.md": post("E", "Fifth", 9)},
    ]
    for edit in edits:
        site.write(edit)
        assert build_process.update([site.folder / name for name in edit]).failure == ""
    build_process.finish()
    build_process.stop()
    clean = SiteBuilder(tmp_path / "clean")
    shutil.copytree(site.folder, clean.folder, ignore=shutil.ignore_patterns("build"))
    warm, fresh = read_folder(outdir), read_folder(clean.build().outdir)

    assert sorted(warm) == sorted(fresh)
    assert [name for name, content in fresh.items() if warm[name] != content] == []
