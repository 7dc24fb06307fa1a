"""Benchmark the preview: the time from saving a post to the live reload of the page.

python benchmarks/preview.py --count 1000
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

import websockets
from compare import HOME
from corpus import write_corpus

ROOT = Path(__file__).parent.parent
CONF = 'extensions = ["postil"]\nblog_baseurl = "https://example.org/"\n'


async def save_and_wait(host_and_port: str, post: Path, times: int) -> list[float]:
    """Save `post` `times` times; return the seconds from each save to the reload."""
    found = []
    async with websockets.connect(f"ws://{host_and_port}/websocket-reload") as socket:
        for number in range(times + 1):
            await asyncio.sleep(3)  # like a writer who pauses: the rest of the previous build gets done
            text = post.read_text("utf-8") + f"\nOne more paragraph, the {number}th.\n"
            start = time.perf_counter()
            post.write_text(text, "utf-8")
            await socket.recv()
            found.append(time.perf_counter() - start)
    return found[1:]


def measure(count: int, times: int, folder: Path) -> list[float]:
    """Return the seconds from save to reload on a site of `count` essays."""
    site = folder / f"site-{count}"
    shutil.rmtree(site, ignore_errors=True)
    write_corpus(site / "posts", count)
    (site / "docs").mkdir()
    (site / "docs" / "conf.py").write_text(CONF, "utf-8")
    (site / "docs" / "index.md").write_text(HOME, "utf-8")
    log = site / "preview.log"
    with log.open("w", encoding="utf-8") as output:
        command = [sys.executable, "-u", "-m", "postil", "serve", "--port", "0"]
        process = subprocess.Popen(command, cwd=site, stdout=output, stderr=output)
        try:
            while not (match := re.search(r"Serving on http://([\w.]+:\d+)", log.read_text("utf-8"))):
                time.sleep(0.2)
            time.sleep(3)
            return asyncio.run(save_and_wait(match[1], site / "posts" / f"essay-{count // 2:05}.md", times))
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def main() -> None:
    """Print the median, the minimum and the maximum."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, action="append")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "benchmark" / "preview")
    chosen = parser.parse_args()
    print("| essays | save to reload, median (s) | min | max |")
    print("|---|---|---|---|")
    for count in chosen.count or [1000]:
        found = measure(count, chosen.times, chosen.work)
        print(f"| {count} | {statistics.median(found):.3f} | {min(found):.3f} | {max(found):.3f} |", flush=True)


if __name__ == "__main__":
    main()
