"""Find what a misspelled key of front matter, or option of conf.py, was meant to be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Shorter names have too many neighbours; in longer ones two slips still say which is meant.
_SHORTEST = 4
_LONG = 9

# Keys that Hugo, Jekyll, Quarto, Pelican, Zola, Eleventy, MyST, Docusaurus, Obsidian, docutils and Sphinx know, or that
# their users commonly add, without `-` and `_`. They are never misspelled keys of postil's.
FOREIGN = frozenset(
    """
    abstract acknowledgments address affiliations aside asset assets audio authorbio authorlink authormeta authors
    authorurl backmatter banner bannerimage base bibliography biblio binder body bodyclass bookdownload breadcrumbs
    built byline cascade caption captions categoryslug class classoption cites code codefold color colors comment
    commentable commentid component contact content contents copyright corrections created createdat credit credits
    css cssclass custom data dates datecreated datepublished dedication deploy dir disablecomments displaytitle
    doc docclass docname downloads doi editor editurl email enableemoji engine epigraph excerptseparator execute
    export exports extra extracss featimg feature featured feed feeds file filename filters fontsize footer footnotes
    format formats funding geometry github group groups header headercolor hero hidedate hidetitle html
    htmlmeta htmltheme icon iconname images inputfile inreplyto insearchindex index isbn isso items job jupyter jupytext
    kernelspec key keyword keypoints kicker label labels lead leadimage length level levels library license
    licence link linkcolor linktitle links list lists locale mainfont maintainer map margin markup math mathjax menu
    menus meta metadata modelines module name nav navigation navorder nocite noindex nosearch notable note
    number numbersections numbering object offline open options order ordinal organization org orphan outputs
    output page pages pageid pagination paginate parent part parts params path permalink photo photos
    place platform podcast position post posts postid posttype preview previews prev priority private project
    projects properties public publisher pubstate rating readtime readingtime redirectto reference references related
    relatedposts release resources reviewed revision robots route rss save scripts search searchhidden section
    sections sectionid short showdate showtoc shortlink shorttitle sidebar sidebars site size skip slides
    slideshow social sort sortby source sourcetype sources start state stats style styles stylesheet styleurl
    subject subjects substitutions subcategory subtitles summaries syndication tagline tables template templates term
    terms text theme thanks thumb thumbnails time times timezone titles titleblock titlemeta titleprefix titletag toc
    tocdepth tocmin topic topics transition translated translations translationkey translator twitter type types
    unsafe url urls uuid venue version video videos view views volume weight width words wordcount year zone
    """.split()  # noqa: SIM905 - a list of several hundred words
)


def suggest(name: str, known: Iterable[str]) -> str:
    """Return which of the `known` names `name` is a misspelling of; empty if of none."""
    word = _folded(name)
    if len(word) < _SHORTEST:
        return ""
    return next((other for other in known if _folded(other) == word), "") or next(
        (other for other in known if is_near(word, _folded(other))), ""
    )


def is_near(word: str, other: str) -> bool:
    """Return whether a slip or two make one word the other: a letter left out, added, changed, or two swapped."""
    most = 2 if min(len(word), len(other)) >= _LONG else 1
    if word == other or len(other) < _SHORTEST or len(word) < _SHORTEST or abs(len(word) - len(other)) > most:
        return False
    return _distance(word, other, most) <= most


def _distance(word: str, other: str, most: int) -> int:
    """Return how many slips are between two words (optimal string alignment); more than `most` if it is clear early."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        earlier, before, row = before, row, [i]
        for j, sign in enumerate(other, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != sign))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == sign:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return row[-1]


def _folded(name: str) -> str:
    return re.sub(r"[-_.\s]", "", name).lower()
