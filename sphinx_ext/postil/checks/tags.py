"""Tags and categories that differ only in case, punctuation or plural."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from postil.checks.finding import Finding, Kind, Level, TextFix
from postil.front_matter.edit import rename_in_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from postil.checks.facts import SiteFacts
    from postil.project.source_facts import SourceFacts

# Endings of plurals in English, German, French, Spanish, Italian and others, with what the singular has instead.
_PLURALS = (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("s", ""))
# Shorter words are abbreviations: `OS`, `CSS`, `iOS`.
_MIN_LENGTH = 4


def check_tags(site: SiteFacts) -> Iterator[Finding]:
    """Yield the tags and the categories that are probably another one."""
    posts = [source for source in site.sources if source.front]
    yield from _check(posts, "tags", lambda source: source.front.tags if source.front else ())
    yield from _check(posts, "categories", lambda source: source.front.categories if source.front else ())


def _check(
    sources: Sequence[SourceFacts], key: str, labels_of: Callable[[SourceFacts], Sequence[str]]
) -> Iterator[Finding]:
    counts = Counter(label for source in sources for label in labels_of(source))
    meant = meant_labels(counts)
    word = "category" if key == "categories" else "tag"
    for source in sources:
        for label in labels_of(source):
            if label not in meant:
                continue
            other = meant[label]
            same = _folded(label) == _folded(other)
            number = "1 post" if counts[other] == 1 else f"{counts[other]} posts"
            what = "case or punctuation" if same else "plural"
            command = f'postil tags rename "{label}" "{other}"'
            yield Finding(
                Kind.TAG,
                f"the {word} `{label}` differs from `{other}` ({number}) only in {what}",
                source.file,
                source.line_of(key),
                f"use `{other}`" if same or word == "category" else f"if both mean the same: {command}",
                Level.SUGGESTION,
                TextFix(_renaming(source.suffix, key, label, other)) if same else None,
            )


def meant_labels(counts: Counter[str]) -> dict[str, str]:
    """Return the label that each less frequent variant of it probably means, by their numbers of posts."""
    groups: dict[str, list[str]] = {}
    for label in counts:
        groups.setdefault(_singular(_folded(label)), []).append(label)
    found: dict[str, str] = {}
    for labels in groups.values():
        best = max(sorted(labels), key=lambda label: counts[label])
        found |= {label: best for label in labels if label != best}
    return found


def _renaming(suffix: str, key: str, old: str, new: str) -> Callable[[str], str]:
    return lambda text: rename_in_list(text, suffix, key, lambda label: new if label == old else label)


def _folded(label: str) -> str:
    """Return a label without case, spaces and punctuation; signs such as `+` and `#` are part of names."""
    return re.sub(r"[\s_.'\u2019-]+", "", label).casefold() or label


def _singular(word: str) -> str:
    if len(word) > _MIN_LENGTH:
        for ending, instead in _PLURALS:
            if word.endswith(ending) and not word.endswith(("ss", "us", "is")):
                return word.removesuffix(ending) + instead
    return word
