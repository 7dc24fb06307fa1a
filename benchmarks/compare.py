"""Time builds of the same essays with postil, and with the stack as it comes.

    python benchmarks/compare.py --count 1000

Each engine gets a virtual environment of its own in the work folder. Figures are seconds of wall clock in new
processes; what counts is their ratio within one run.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from corpus import essay, word, write_corpus

ROOT = Path(__file__).parent.parent
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


@dataclass
class Engine:
    """A way to build the essays: what to install, what to write, what to run."""

    packages: list[str]
    command: list[str]
    files: dict[str, str]
    clean: list[str] = field(default_factory=lambda: ["out"])


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
}


def prepare(name: str, engine: Engine, folder: Path, count: int) -> Path:
    """Install an engine and write its site; return its Python."""
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *engine.packages], check=True)
    site = folder / "site"
    shutil.rmtree(site, ignore_errors=True)
    write_corpus(site / "posts", count)
    for path, text in engine.files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, "utf-8")
    print(f"{name}: ready", file=sys.stderr)
    return python


def build(engine: Engine, python: Path, site: Path) -> float:
    """Build once and return the seconds it took."""
    start = time.perf_counter()
    subprocess.run(
        [python, *engine.command], cwd=site, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return time.perf_counter() - start


def measure(engine: Engine, python: Path, site: Path, count: int) -> list[float]:
    """Return the seconds of a clean build, of one with nothing changed, with one post edited, and with one added."""
    for name in engine.clean:
        shutil.rmtree(site / name, ignore_errors=True)
    figures = [build(engine, python, site), min(build(engine, python, site) for _ in range(2))]
    with (site / "posts" / f"essay-{count // 2:05}.md").open("a", encoding="utf-8") as edited:
        edited.write("\nOne more paragraph.\n")
    figures.append(build(engine, python, site))
    words = [word(random.Random(number)) for number in range(400)]  # noqa: S311 - essays, not secrets
    text = essay(count, words)
    (site / "posts" / f"essay-{count:05}.md").write_text(text, "utf-8")
    figures.append(build(engine, python, site))
    return figures


def main() -> None:
    """Print a table of seconds, and of what each is of the plain stack's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--only", default=",".join(ENGINES))
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "benchmark")
    chosen = parser.parse_args()
    results = {}
    for name in chosen.only.split(","):
        folder = chosen.work / name
        python = prepare(name, ENGINES[name], folder, chosen.count)
        results[name] = measure(ENGINES[name], python, folder / "site", chosen.count)
    print(f"| seconds, {chosen.count} essays | clean | nothing changed | one edited | one added |")
    print("|---|---|---|---|---|")
    for name, figures in results.items():
        print(f"| {name} | {' | '.join(f'{figure:.1f}' for figure in figures)} |")
    if {"postil", "plain"} <= results.keys():
        ratios = [plain / ours for plain, ours in zip(results["plain"], results["postil"], strict=True)]
        print(f"| plain / postil | {' | '.join(f'{ratio:.1f}' for ratio in ratios)} |")


if __name__ == "__main__":
    main()
