"""Benchmark builds of the same essays with postil, plain ABlog, Sphinx without a blog, Hugo, Pelican and Nikola.

    python benchmarks/compare.py --count 1000              time six builds in a row, and compare them
    python benchmarks/compare.py --count 1000 --repeat 3   three times, in turn; the shortest time of each counts
    python benchmarks/compare.py --count 1000 --growth     also measure four times as many essays
    python benchmarks/compare.py --count 4000 --memory     measure peak memory of a clean build instead (Linux)

Each engine gets its own virtual environment in the work folder. Figures are seconds of wall-clock time in new
processes; compare only ratios within one run. A failed or incomplete build stops the benchmark.

A fresh checkout is what a service has that builds each push: all sources have new time stamps, and what the engine
wrote and cached in its last build is restored from an archive, with its time stamps.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from corpus import essay, file_name, source, vocabulary, write_corpus

ROOT = Path(__file__).parent.parent
TIMES = 4
MOMENTS = ["clean", "nothing changed", "one edited", "one added", "fresh checkout", "fresh checkout, one edited"]
EDIT = "One more paragraph."
OTHER_EDIT = "Another paragraph."
HOME = "# Home\n\n```{postlist} 10\n:excerpts:\n```\n"
PLAIN = """\
extensions = ["myst_parser", "ablog"]
html_theme = "sphinx_book_theme"
blog_post_pattern = "posts/*.md"
blog_baseurl = "https://example.org/"
fontawesome_included = True
myst_title_to_header = True
suppress_warnings = ["myst.header"]
"""
BARE = """\
extensions = ["myst_parser"]
html_theme = "basic"
myst_title_to_header = True
suppress_warnings = ["myst.header", "toc.not_included"]
"""
# Posts in a toctree would make the theme write a menu of all posts into each page: eight minutes for a thousand.
# Ten posts per page, as in the other engines' lists. A folder for each tag: with Pelican's defaults, page 2 of "tag 1"
# would be tag/tag-12.html, which is also the page of "tag 12".
# It compares digests of files, because the sources of a fresh checkout have new time stamps.
PELICAN = """\
SITENAME = "Essays"
SITEURL = "https://example.org"
TIMEZONE = "UTC"
PATH = "posts"
STATIC_PATHS = ["."]
OUTPUT_PATH = "out"
SLUGIFY_SOURCE = "basename"
DEFAULT_PAGINATION = 10
TAG_URL = "tag/{slug}/"
TAG_SAVE_AS = "tag/{slug}/index.html"
MARKDOWN = {"extension_configs": {"markdown.extensions.meta": {}, "markdown.extensions.footnotes": {}}}
CACHE_PATH = "cache"
CACHE_CONTENT = True
LOAD_CONTENT_CACHE = True
CONTENT_CACHING_LAYER = "generator"
CHECK_MODIFIED_METHOD = "md5"
"""
NIKOLA = """\
BLOG_AUTHOR = "Someone"
BLOG_TITLE = "Essays"
BLOG_EMAIL = "someone@example.org"
BLOG_DESCRIPTION = "Essays"
SITE_URL = "https://example.org/"
DEFAULT_LANG = "en"
TIMEZONE = "UTC"
POSTS = [("posts/*.md", "posts", "post.tmpl")]
PAGES = []
COMPILERS = {"markdown": [".md"]}
MARKDOWN_EXTENSIONS = ["markdown.extensions.footnotes"]
IMAGE_FOLDERS = {"posts": "posts"}
PRETTY_URLS = False
OUTPUT_FOLDER = "out"
"""
# Hugo has no theme of its own. This layout shows what pages of the other engines show: the tags, the newer and the
# older post, related ones, and the page's metadata; lists with excerpts, the archive, tags, and a feed.
HUGO = """\
baseURL = "https://example.org/"
title = "Essays"
uglyURLs = true
summaryLength = 40
[taxonomies]
tag = "tags"
[pagination]
pagerSize = 10
[services.rss]
limit = 100
[related]
includeNewer = true
threshold = 20
[[related.indices]]
name = "tags"
weight = 100
[module]
[[module.mounts]]
source = "content"
target = "content"
[[module.mounts]]
source = "posts"
target = "content/posts"
[[module.mounts]]
source = "layouts"
target = "layouts"
"""
HUGO_BASE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ .Title }} - {{ site.Title }}</title>
<link rel="canonical" href="{{ .Permalink }}">
{{ range .AlternativeOutputFormats }}
<link rel="{{ .Rel }}" type="{{ .MediaType.Type }}" href="{{ .Permalink }}">
{{ end }}
{{ partial "opengraph.html" . }}{{ partial "schema.html" . }}{{ partial "twitter_cards.html" . }}
<style>body { max-width: 40rem; margin: auto; font: 1.2rem/1.5 serif }</style>
</head>
<body>
<header>
<a href="{{ site.Home.RelPermalink }}">{{ site.Title }}</a> <a href="{{ "posts/index.html" | relURL }}">Archive</a>
</header>
<main>{{ block "main" . }}{{ end }}</main>
</body>
</html>
"""
HUGO_PAGE = """\
{{ define "main" }}<article>
<h1>{{ .Title }}</h1>
<time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date | time.Format ":date_long" }}</time>
<ul>{{ range .GetTerms "tags" }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul>
{{ .TableOfContents }}
{{ .Content }}
</article>
<nav>
{{ with .NextInSection }}<a rel="next" href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>{{ end }}
{{ with .PrevInSection }}<a rel="prev" href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>{{ end }}
<ul>
{{ range first 3 (site.RegularPages.Related .) }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}
</ul>
</nav>{{ end }}
"""
HUGO_LIST = """\
{{ define "main" }}<h1>{{ .Title }}</h1>
{{ $pages := .Paginate (cond .IsHome site.RegularPages .Pages) }}
{{ range $pages.Pages }}<article><h2><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></h2>
<time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date | time.Format ":date_long" }}</time> {{ .Summary }}</article>
{{ end }}
{{ partial "pagination.html" . }}{{ end }}
"""
HUGO_ARCHIVE = """\
{{ define "main" }}<h1>{{ .Title }}</h1>
{{ range .Pages.GroupByDate "2006" }}<h2>{{ .Key }}</h2>
<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul>{{ end }}{{ end }}
"""
HUGO_TAGS = """\
{{ define "main" }}<h1>{{ .Title }}</h1>
<ul>
{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a> {{ len .Pages }}</li>{{ end }}
</ul>{{ end }}
"""


@dataclass
class Engine:
    """A blog engine: packages to install, command to run, files to write, and where its pages are in `out`."""

    packages: list[str]
    command: list[str]
    """The arguments of Python; with `program`, those of the program."""
    files: dict[str, str]
    program: str = ""
    """A program in a package that is not written in Python, relative to the folder of packages."""
    form: str = "myst"
    posts: str = "posts"
    tags: str = "blog/tag/tag-*.html"
    blog: bool = True
    others: list[str] = field(default_factory=lambda: ["blog/archive.html", "blog/atom.xml", "index.html"])


ENGINES = {
    "postil": Engine(
        [str(ROOT)],
        ["-m", "sphinx", "-q", "-j", "2", "docs", "out"],
        {"docs/conf.py": 'extensions = ["postil"]\nblog_baseurl = "https://example.org/"\n', "docs/index.md": HOME},
    ),
    "plain": Engine(
        ["sphinx>=9,<10", "ablog>=0.11.12,<0.12", "myst-parser<6", "sphinx-book-theme<2"],
        ["-m", "sphinx", "-q", "-j", "2", ".", "out"],
        {"conf.py": PLAIN, "index.md": HOME},
    ),
    "bare": Engine(  # no blog and the plainest theme: the time of Sphinx and MyST alone
        ["sphinx>=9,<10", "PyStemmer", "myst-parser<6"],
        ["-m", "sphinx", "-q", "-j", "2", ".", "out"],
        {"conf.py": BARE, "index.md": "# Home\n"},
        blog=False,
        others=["index.html"],
    ),
    "hugo": Engine(
        ["hugo>=0.150,<1"],
        ["--quiet", "--destination", "out"],
        {
            "hugo.toml": HUGO,
            "content/_index.md": "---\ntitle: Home\n---\n",
            "posts/_index.md": "---\ntitle: Archive\n---\n",
            "layouts/baseof.html": HUGO_BASE,
            "layouts/page.html": HUGO_PAGE,
            "layouts/list.html": HUGO_LIST,
            "layouts/section.html": HUGO_ARCHIVE,
            "layouts/taxonomy.html": HUGO_TAGS,
        },
        program="hugo/binaries/hugo",
        tags="tags/tag-*.html",
        others=["posts/index.html", "index.xml", "index.html", "tags/index.html"],
    ),
    "pelican": Engine(
        ["pelican[markdown]>=4.11,<5"],
        ["-m", "pelican", "-q", "-s", "pelicanconf.py", "--fatal", "warnings"],
        {"pelicanconf.py": PELICAN},
        form="pelican",
        posts=".",
        tags="tag/tag-*/index.html",
        others=["archives.html", "feeds/all.atom.xml", "index.html"],
    ),
    "nikola": Engine(
        # without Jinja, which Nikola does not require, each build pauses four seconds to show a warning
        ["nikola>=8.3.3,<9", "jinja2"],
        ["-m", "nikola", "build"],
        {"conf.py": NIKOLA},
        form="nikola",
        tags="categories/tag-*.html",
        others=["archive.html", "rss.xml", "index.html"],
    ),
}


def prepare(name: str, engine: Engine, folder: Path) -> Path:
    """Install an engine (postil from this folder), save the package versions, and return its Python."""
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", *engine.packages], check=True)
    versions = folder / "versions.txt"
    with versions.open("wb") as file:
        subprocess.run([python, "-m", "pip", "freeze", "-q"], check=True, stdout=file)
    print(f"{name}: ready, versions in {versions}", file=sys.stderr)
    return python


def write_site(engine: Engine, site: Path, count: int) -> None:
    """Rewrite an engine's site, with essays an hour old, so that later files are newer on any file system."""
    shutil.rmtree(site, ignore_errors=True)
    write_corpus(site / "posts", count, engine.form)
    hour_ago = time.time() - 3600
    for path in (site / "posts").iterdir():
        os.utime(path, (hour_ago, hour_ago))
    for name, text in engine.files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, "utf-8")


def lacks(engine: Engine, out: Path, count: int, tags: set[str]) -> list[str]:
    """Return what is missing in an output folder: one page per essay and per tag, an archive, a feed, a home page."""
    found = [f"{pattern} is missing" for pattern in engine.others if not (out / pattern).is_file()]
    pages = len(list((out / engine.posts).glob("essay-*.html")))
    if pages != count:
        found.append(f"{pages} pages of {count} posts")
    if engine.blog and (pages := len(list(out.glob(engine.tags)))) != len(tags):
        found.append(f"{pages} pages of {len(tags)} tags")
    return found


def start(engine: Engine, python: Path, site: Path) -> subprocess.Popen[bytes]:
    """Start a build; its output goes to a log file."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    program = python.absolute()
    if engine.program:
        [program] = (program.parent.parent / "lib").glob(f"python*/site-packages/{engine.program}")
    with (site / "build.log").open("wb") as log:
        return subprocess.Popen(
            [program, *engine.command],
            cwd=site,
            env=surroundings,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def check(engine: Engine, build: subprocess.Popen[bytes], site: Path, count: int) -> None:
    """Stop the benchmark if a finished build failed, or is incomplete."""
    if build.wait():
        raise SystemExit(f"the build failed; see {site / 'build.log'}")
    words = vocabulary()
    tags = {tag for number in range(count) for tag in essay(number, words).tags}
    if lacking := lacks(engine, site / "out", count, tags):
        raise SystemExit(f"{site / 'out'}: {'; '.join(lacking)}; see {site / 'build.log'}")


def seconds(engine: Engine, python: Path, site: Path, count: int) -> float:
    """Build once; return the time in seconds."""
    begin = time.perf_counter()
    build = start(engine, python, site)
    build.wait()
    taken = time.perf_counter() - begin
    check(engine, build, site, count)
    return taken


def measure(engine: Engine, python: Path, site: Path, count: int) -> list[float]:
    """Return the build times for each of the `MOMENTS`, in seconds, in that order."""
    write_site(engine, site, count)
    figures = [seconds(engine, python, site, count), min(seconds(engine, python, site, count) for _ in range(2))]
    edit(site, count // 2, EDIT)
    figures.append(seconds(engine, python, site, count))
    check_edit(engine, site, count // 2, EDIT)
    (site / "posts" / file_name(count)).write_text(source(essay(count, vocabulary()), engine.form), "utf-8")
    figures.append(seconds(engine, python, site, count + 1))
    check_out_again(engine, site)
    figures.append(seconds(engine, python, site, count + 1))
    check_out_again(engine, site)
    edit(site, count // 2, OTHER_EDIT)
    figures.append(seconds(engine, python, site, count + 1))
    check_edit(engine, site, count // 2, OTHER_EDIT)
    return figures


def edit(site: Path, number: int, text: str) -> None:
    """Add a paragraph to an essay."""
    with (site / "posts" / file_name(number)).open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")


def check_edit(engine: Engine, site: Path, number: int, text: str) -> None:
    """Stop the benchmark if the page of an essay does not show an edit."""
    page = (site / "out" / engine.posts / file_name(number)).with_suffix(".html")
    if text not in page.read_text("utf-8"):
        raise SystemExit(f"{page} does not show the edit")


def check_out_again(engine: Engine, site: Path) -> None:
    """Let the sources be those of a fresh checkout, and everything else what an archive has of the last build."""
    checkout = site.with_name(f"{site.name}-checkout")
    shutil.rmtree(checkout, ignore_errors=True)

    def copy(file: str, to: str) -> None:
        path = Path(file).relative_to(site)
        is_source = path.parts[0] == "posts" or path.as_posix() in engine.files
        (shutil.copyfile if is_source else shutil.copy2)(file, to)

    shutil.copytree(site, checkout, symlinks=True, copy_function=copy)
    shutil.rmtree(site)
    checkout.rename(site)


def memory_of_tree(root: int) -> tuple[int, int]:
    """Return the memory of a process and its descendants in bytes, and that of the largest of them.

    The first is their PSS (shared memory is counted once), the second the RSS of one process.
    """
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # processes may end in the meantime
            # fields after the process name in parentheses, which can contain anything: state, parent
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    tree = {root}
    while more := {process for process, parent in parents.items() if parent in tree} - tree:
        tree |= more
    total = largest = 0
    for process in tree:
        with suppress(OSError):
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
            sizes = {
                name: 1024 * int(rest.split()[0]) for name, _colon, rest in (line.partition(":") for line in lines)
            }
            total += sizes.get("Pss", 0)  # the file of a process that has ended is empty
            largest = max(largest, sizes.get("Rss", 0))
    return total, largest


def peak_memory(engine: Engine, python: Path, site: Path, count: int) -> tuple[int, int]:
    """Return the peak memory of a clean build in bytes, sampled twenty times a second, and its largest process."""
    write_site(engine, site, count)
    build = start(engine, python, site)
    peak = largest = 0
    while build.poll() is None:
        total, one = memory_of_tree(build.pid)
        peak, largest = max(peak, total), max(largest, one)
        time.sleep(0.05)
    check(engine, build, site, count)
    return peak, largest


def table(head: list[str], rows: dict[str, list[str]]) -> str:
    """Return a Markdown table, followed by an empty line."""
    lines = [head, ["---"] * len(head), *([name, *cells] for name, cells in rows.items())]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def ratios(figures: dict[str, list[float]]) -> dict[str, list[str]]:
    """Return the ratio of each engine's figures to postil's; empty without postil."""
    ours = figures.get("postil", [])
    return {
        f"{name} / postil": [f"{their / our:.2f}" for their, our in zip(theirs, ours, strict=True)]
        for name, theirs in figures.items()
        if ours and name != "postil"
    }


def growth(few: list[float], many: list[float], count: int, times: int) -> list[str]:
    """Return table cells: ms per post of a clean build, seconds of an edit; for few posts, for many, and the ratio."""
    clean = [1000 * few[0] / count, 1000 * many[0] / (times * count)]
    edited = [few[2], many[2]]
    return [
        *(f"{figure:.1f}" for figure in clean),
        f"{clean[1] / clean[0]:.2f}",
        *(f"{figure:.2f}" for figure in edited),
        f"{edited[1] / edited[0]:.2f}",
    ]


def print_figures(title: str, columns: list[str], figures: dict[str, list[float]], digits: int) -> None:
    """Print a table of figures, and one of their ratios if there are any."""
    rows = {name: [f"{figure:.{digits}f}" for figure in row] for name, row in figures.items()}
    print(table([title, *columns], rows))
    if shares := ratios(figures):
        print(table([f"ratios of {title}", *columns], shares))


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000, help="number of essays (default: 1000)")
    parser.add_argument("--only", default=",".join(ENGINES), help="engines, separated by commas (default: all)")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="measure N times, and print the minimum")
    parser.add_argument("--growth", action="store_true", help="also measure four times as many essays")
    parser.add_argument("--memory", action="store_true", help="measure peak memory of clean builds instead of time")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "benchmark", help="work folder")
    chosen = parser.parse_args()
    names = chosen.only.split(",")
    if unknown := set(names) - ENGINES.keys():
        parser.error(f"unknown engine: {', '.join(sorted(unknown))}; choose from {', '.join(ENGINES)}")
    if chosen.memory and not Path("/proc/self/smaps_rollup").exists():
        parser.error("--memory needs Linux with /proc/PID/smaps_rollup")
    pythons = {name: prepare(name, ENGINES[name], chosen.work / name) for name in names}
    counts = [chosen.count, TIMES * chosen.count] if chosen.growth else [chosen.count]
    if chosen.memory:
        peaks = {
            name: [
                size / 2**20
                for count in counts
                for size in peak_memory(ENGINES[name], pythons[name], chosen.work / name / "site", count)
            ]
            for name in names
        }
        columns = [column for count in counts for column in (f"{count} essays", "largest process")]
        print_figures("peak memory, MiB", columns, peaks, 0)
        return
    by_count: dict[int, dict[str, list[float]]] = {count: {} for count in counts}
    for count, figures in by_count.items():
        for name in names * chosen.repeat:
            taken = measure(ENGINES[name], pythons[name], chosen.work / name / "site", count)
            figures[name] = [min(pair) for pair in zip(taken, figures.get(name, taken), strict=True)]
    for count, figures in by_count.items():
        print_figures(f"seconds, {count} essays", MOMENTS, figures, 2)
    if chosen.growth:
        few, many = (str(count) for count in counts)
        head = ["growth", f"clean, ms per post, {few}", many, "ratio", f"one edited, s, {few}", many, "ratio"]
        print(table(head, {name: growth(*(by_count[c][name] for c in counts), chosen.count, TIMES) for name in names}))


if __name__ == "__main__":
    main()
