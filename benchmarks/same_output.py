"""Compare the output of two revisions of postil byte for byte.

    python benchmarks/same_output.py OLD_REVISION                   html and dirhtml, three sites
    python benchmarks/same_output.py OLD_REVISION --essays 50       fewer essays in the generated site
    python benchmarks/same_output.py OLD_REVISION --expect FILE     FILE lists paths that may differ, one a line

Builds the project's own site, an essay with footnotes and photographs, and a generated site, each once with the source
code of OLD_REVISION and once with that of this folder, from the same source files. Prints each file that differs, with
the first lines that do, and exits with 1 if any is unexpected.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import write_corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
CONF = 'extensions = ["postil"]\nblog_title = "Essays"\nblog_baseurl = "https://example.org/"\n'
HOME = "# Home\n\n```{postlist} 10\n:excerpts:\n```\n"
# One moment for all builds, at which every post is published.
NOW = str(int(time.time()))
# Lines of a difference that are shown.
SHOWN = 6
# The checksum in the URL of a script or a style sheet.
CHECKSUM = re.compile(rb"\?v=[0-9a-f]{8}|\?digest=[0-9a-f]+")


def export(revision: str, folder: Path) -> None:
    """Write the package as it was at `revision` into `folder`."""
    folder.mkdir(parents=True)
    archive = subprocess.run(
        ["git", "-C", str(ROOT), "archive", revision, "sphinx_ext"],  # noqa: S607
        check=True,
        capture_output=True,
    )
    subprocess.run(["tar", "-x", "-C", str(folder)], check=True, input=archive.stdout)  # noqa: S607


def sites(folder: Path, essays: int) -> Iterator[tuple[str, Path]]:
    """Write the source files of each site into `folder`; yield its name, and the folder of its conf.py."""
    shutil.copytree(ROOT / "docs", folder / "own" / "docs")
    shutil.copytree(ROOT / "posts", folder / "own" / "posts")
    yield "own", folder / "own" / "docs"
    lookalike = folder / "lookalike"
    shutil.copytree(ROOT / "tests" / "roots" / "lookalike", lookalike / "posts")
    yield "lookalike", with_conf(lookalike)
    generated = folder / "generated"
    write_corpus(generated / "posts", essays)
    yield "generated", with_conf(generated)


def with_conf(site: Path) -> Path:
    """Give a site a conf.py and a home page; return their folder."""
    docs = site / "docs"
    docs.mkdir(parents=True, exist_ok=True)
    (docs / "conf.py").write_text(CONF, "utf-8")
    (docs / "index.md").write_text(HOME, "utf-8")
    return docs


def build(code: Path, docs: Path, builder: str, out: Path) -> None:
    """Build a site with the package that lies in `code`; raise RuntimeError with the log if that fails."""
    environment = {**os.environ, "PYTHONPATH": str(code), "SOURCE_DATE_EPOCH": NOW}
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, "-d", f"{out}-doctrees", str(docs), str(out)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{docs} ({builder}):\n{done.stderr}")


def differences(old: Path, new: Path) -> Iterator[tuple[str, str]]:
    """Yield each file that is not the same in both folders, with a few lines that tell how it differs."""
    names = {
        path.relative_to(folder).as_posix() for folder in (old, new) for path in folder.rglob("*") if path.is_file()
    }
    for name in sorted(names):
        before, after = old / name, new / name
        if not before.is_file() or not after.is_file():
            yield name, "only in the new output" if after.is_file() else "only in the old output"
        elif before.read_bytes() != after.read_bytes():
            yield name, summary(before.read_bytes(), after.read_bytes())


def summary(before: bytes, after: bytes) -> str:
    """Return the first lines in which two files differ."""
    if CHECKSUM.sub(b"", before) == CHECKSUM.sub(b"", after):
        return "checksums in URLs"
    try:
        texts = [content.decode("utf-8").splitlines() for content in (before, after)]
    except UnicodeDecodeError:
        return f"binary: {len(before)} and {len(after)} bytes"
    changed = [
        line[:200] for line in difflib.unified_diff(*texts, lineterm="", n=0) if line[:2] not in ("--", "++", "@@")
    ]
    return "\n    ".join(changed[:SHOWN])


def main() -> int:
    """Build, compare and tell; return 1 if a file differs that need not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("revision", help="the revision to compare with")
    parser.add_argument("--essays", type=int, default=200, help="essays in the generated site (default: 200)")
    parser.add_argument("--expect", type=Path, help="file with the paths (glob patterns) that may differ, one a line")
    chosen = parser.parse_args()
    expected = [line for line in chosen.expect.read_text("utf-8").splitlines() if line] if chosen.expect else []
    unexpected = 0
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        export(chosen.revision, work / "old")
        for name, docs in sites(work / "sites", chosen.essays):
            for builder in ("html", "dirhtml"):
                # The path of the output is part of no page, but let it be as long in both.
                out = {code: work / "out" / code / name / builder for code in ("old", "new")}
                build(work / "old" / "sphinx_ext", docs, builder, out["old"])
                build(ROOT / "sphinx_ext", docs, builder, out["new"])
                found = list(differences(out["old"], out["new"]))
                files = sum(path.is_file() for path in out["new"].rglob("*"))
                print(f"{name} ({builder}): {files} files, {len(found)} differ")
                for path, how in found:
                    known = any(fnmatch(f"{name}/{builder}/{path}", pattern) for pattern in expected)
                    unexpected += not known
                    print(f"  {path}{' (expected)' if known else ''}\n    {how}")
    return 1 if unexpected else 0


if __name__ == "__main__":
    sys.exit(main())
