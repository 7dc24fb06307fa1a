"""Measure what the constructs of other dialects cost: clean builds with all of them, and with none, in turn.

    python benchmarks/dialects.py                  1,000 essays, three builds each
    python benchmarks/dialects.py --essays 200     fewer essays

Prints the CPU time of each build, which a busy machine changes least, and the difference of the fastest ones in
percent. Exits with 1 if it is more than 3 %.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from corpus import write_corpus

CONF = 'extensions = ["postil"]\nblog_title = "Essays"\nblog_baseurl = "https://example.org/"\n'
HOME = "# Home\n\n```{postlist} 10\n:excerpts:\n```\n"
ROOT = Path(__file__).parent.parent
MAX_SLOWER = 3.0
"""How many percent slower a build with all constructs may be."""


def cpu_seconds(docs: Path, out: Path) -> float:
    """Build a site into an empty folder; return the CPU time in seconds."""
    shutil.rmtree(out, ignore_errors=True)
    environment = os.environ | {"PYTHONPATH": str(ROOT / "sphinx_ext")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(docs), str(out)]
    subprocess.run(command, check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def write_site(site: Path, essays: int, *, extras: bool) -> Path:
    """Write a site with all constructs or none; return the folder of its conf.py."""
    docs = site / "docs"
    docs.mkdir(parents=True)
    option = [] if extras else ["none"]
    (docs / "conf.py").write_text(f"{CONF}postil_markdown_extras = {option!r}\n", "utf-8")
    (docs / "index.md").write_text(HOME, "utf-8")
    write_corpus(site / "posts", essays)
    return docs


def main() -> int:
    """Build, measure and tell; return 1 if the constructs cost too much."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--essays", type=int, default=1000, help="essays in the site (default: 1000)")
    parser.add_argument("--times", type=int, default=3, help="builds of each kind (default: 3)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        sites = {
            name: write_site(Path(temporary) / name, chosen.essays, extras=name == "all") for name in ("none", "all")
        }
        times: dict[str, list[float]] = {name: [] for name in sites}
        for _ in range(chosen.times):
            for name, docs in sites.items():
                times[name].append(cpu_seconds(docs, docs.parent / "out"))
                print(f"{name:5} {times[name][-1]:6.2f} s", flush=True)
    slower = 100 * (min(times["all"]) / min(times["none"]) - 1)
    print(f"all constructs: {slower:+.1f} %")
    return 1 if slower > MAX_SLOWER else 0


if __name__ == "__main__":
    sys.exit(main())
