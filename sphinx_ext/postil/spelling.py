"""Suggest the key or option that was meant by a misspelled one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Shorter names are too similar to others.
_MIN_LENGTH = 4
# In names of at least this length, two mistakes are allowed.
_LONG = 9

# Keys of Hugo, Jekyll, Quarto, Pelican, Zola, Eleventy, MyST, Docusaurus, Obsidian, docutils and Sphinx, and keys that
# their users commonly add, without `-` and `_`. They are never misspelled keys of postil.
OTHER_ENGINES_KEYS = frozenset(
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
    """Return the known name of which `name` is a misspelling; empty if there is none."""
    word = _folded(name)
    if len(word) < _MIN_LENGTH:
        return ""
    return next((other for other in known if _folded(other) == word), "") or next(
        (other for other in known if is_misspelling(word, _folded(other))), ""
    )


def is_misspelling(word: str, other: str) -> bool:
    """Return whether two words differ by one or two mistakes: a letter missing, added, changed, or two swapped."""
    limit = 2 if min(len(word), len(other)) >= _LONG else 1
    if word == other or len(other) < _MIN_LENGTH or len(word) < _MIN_LENGTH or abs(len(word) - len(other)) > limit:
        return False
    return _distance(word, other, limit) <= limit


def _distance(word: str, other: str, limit: int) -> int:
    """Return the distance of two words (optimal string alignment), or any number above `limit` if it is larger."""
    previous: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        second_previous, previous, row = previous, row, [i]
        for j, other_letter in enumerate(other, start=1):
            best = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != other_letter))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == other_letter:
                best = min(best, second_previous[j - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _folded(name: str) -> str:
    return re.sub(r"[-_.\s]", "", name).lower()
