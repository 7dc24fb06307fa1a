"""Generate essays for benchmarks: always the same, about 800 words each, with footnotes and an image."""

from __future__ import annotations

import argparse
import random
import struct
import zlib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "xo", "zu", "tra", "sto")
TAGS = 40
# The essays of 16 years, none in the future; more than these share their days.
DAYS = 5840


def word(chance: random.Random) -> str:
    """Return a word of one to four syllables."""
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(1, 4)))


def sentence(chance: random.Random, words: list[str], length: int) -> str:
    """Return `length` words as a sentence."""
    return " ".join(chance.choice(words) for _ in range(length)).capitalize() + "."


@dataclass(frozen=True)
class Essay:
    """An essay, before its metadata is written in the format of an engine."""

    title: str
    day: date
    tags: tuple[str, ...]
    body: str


def essay(number: int, words: list[str]) -> Essay:
    """Return essay `number`: about 800 words in ten paragraphs, two headings, three footnotes, an image."""
    chance = random.Random(number)  # noqa: S311 - essays, not secrets
    tags = tuple(sorted({f"tag {chance.randrange(TAGS)}" for _ in range(3)}))
    paragraphs = [" ".join(sentence(chance, words, 13) for _ in range(6)) for _ in range(10)]
    for note, index in enumerate((1, 4, 7), start=1):
        paragraphs[index] += f"[^{note}]"
    paragraphs.insert(3, "## " + sentence(chance, words, 3).rstrip("."))
    paragraphs.insert(6, f"![{sentence(chance, words, 5)}](image-{number % 10}.png)")
    paragraphs.insert(9, "## " + sentence(chance, words, 4).rstrip("."))
    link = f"[{word(chance)}](https://example.org/{number})"
    notes = [
        f"[^1]: {sentence(chance, words, 12)}",
        f"[^2]: {sentence(chance, words, 6)}\n\n    * {link}\n    * {word(chance)}",
        f"[^3]: {sentence(chance, words, 9)}",
    ]
    return Essay(
        title=f"{sentence(chance, words, 5).rstrip('.')} {number}",
        day=date(2010, 1, 1) + timedelta(days=number % DAYS),
        tags=tags,
        body="\n\n".join([*paragraphs, *notes]) + "\n",
    )


def myst_head(given: Essay) -> str:
    """Return the metadata as front matter."""
    return f"---\ntitle: {given.title}\ndate: {given.day}\ntags: [{', '.join(given.tags)}]\n---"


def pelican_head(given: Essay) -> str:
    """Return the metadata as lines for Python-Markdown's `meta` extension, which Pelican uses."""
    return f"Title: {given.title}\nDate: {given.day}\nTags: {', '.join(given.tags)}"


def nikola_head(given: Essay) -> str:
    """Return the metadata in Nikola's own format, in the comment at the start of a Markdown post."""
    return f"<!--\n.. title: {given.title}\n.. date: {given.day}\n.. tags: {', '.join(given.tags)}\n-->"


HEADS = {"myst": myst_head, "pelican": pelican_head, "nikola": nikola_head}


def source(given: Essay, form: str) -> str:
    """Return the text of an essay's file: metadata in one of the formats in `HEADS`, and the body."""
    return f"{HEADS[form](given)}\n\n{given.body}"


def png(number: int, size: int = 64) -> bytes:
    """Return a square PNG of one colour, `size` pixels wide."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\x00" + bytes((25 * number % 256, 120, 200)) * size
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    data = zlib.compress(row * size)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def vocabulary() -> list[str]:
    """Return the words used in all essays."""
    chance = random.Random(0)  # noqa: S311 - essays, not secrets
    return [word(chance) for _ in range(4000)]


def write_corpus(folder: Path, count: int, form: str = "myst") -> None:
    """Write `count` essays, with metadata in one of the formats in `HEADS`, and ten images into `folder`."""
    words = vocabulary()
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(10):
        (folder / f"image-{number}.png").write_bytes(png(number))
    for number in range(count):
        (folder / file_name(number)).write_text(source(essay(number, words), form), "utf-8")


def file_name(number: int) -> str:
    """Return the file name of essay `number`."""
    return f"essay-{number:05}.md"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--form", choices=HEADS, default="myst", help="format of the metadata")
    chosen = parser.parse_args()
    write_corpus(chosen.folder, chosen.count, chosen.form)
