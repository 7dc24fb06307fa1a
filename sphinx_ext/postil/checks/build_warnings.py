"""The warnings of a build as findings: their kinds, what to do, and fixes for links and images with a near miss."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from postil.checks.finding import Finding, Kind, Level, LineFix, TextFix
from postil.checks.front_matter_values import key_fix
from postil.spelling import is_misspelling, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from postil.checks.facts import SiteFacts
    from postil.warning_groups import LocatedWarning

# The kind of each type of warning, by the longest prefix.
_KINDS = {
    "myst.xref": Kind.LINK,
    "myst.iref": Kind.LINK,
    "myst.inv": Kind.LINK,
    "ref": Kind.LINK,
    "toc": Kind.LINK,
    "download": Kind.LINK,
    "postil.reference": Kind.LINK,
    "image": Kind.IMAGE,
    "postil.picture": Kind.IMAGE,
    "postil.note": Kind.NOTE,
    "ref.footnote": Kind.NOTE,
    "postil.permalink": Kind.URL,
    "postil.lost_url": Kind.URL,
    "postil.front_matter": Kind.FRONT_MATTER,
    "postil.source": Kind.FRONT_MATTER,
    "postil.title": Kind.FRONT_MATTER,
    "myst.topmatter": Kind.FRONT_MATTER,
    "postil.config": Kind.OPTION,
    "postil.mount": Kind.OPTION,
    "config": Kind.OPTION,
}
_ADVICE = {
    Kind.LINK: "correct the target, or remove the link",
    Kind.IMAGE: "correct the path, or add the file",
    Kind.NOTE: "make the label after `[^` the same in the text and below it, or remove what is not used",
    Kind.FRONT_MATTER: "correct the value; see the reference of front matter",
    Kind.OPTION: "correct the option in conf.py; see the reference of options",
}
_MISSPELLED_OPTION = re.compile(r"unknown option `(\w+)`: did you mean `(\w+)`\?")
_LINK = re.compile(
    r"the link to '(?P<target>[^']*)' leads nowhere(?:: '(?P<page>[^']*)' has no such heading or label)?"
)
_IMAGE = re.compile(r"image file not readable: (?P<path>.+)")
# Advice, which the end of a build counts, about one image.
_IMAGES = {
    "without alt text": ("an image without alt text", "describe it, or add `{role=presentation}` to decoration"),
    "describes nothing": ("an image with alt text that describes nothing", "describe what one can see"),
}


def check_warnings(site: SiteFacts) -> Iterator[Finding]:
    """Yield a finding for each warning and each piece of advice of a build."""
    ids = {page.docname: page.ids for page in site.pages}
    for warning in dict.fromkeys(site.warnings):
        yield _finding(warning, site, ids)


def kind_of(warning: LocatedWarning) -> Kind:
    """Return the kind of a warning."""
    kind = str(warning.type)
    if not kind:
        return Kind.ALT if "alt text" in warning.message else Kind.MARKUP
    found = [prefix for prefix in _KINDS if kind.startswith(prefix)]
    return _KINDS[max(found, key=len)] if found else Kind.MARKUP


def _finding(warning: LocatedWarning, site: SiteFacts, ids: Mapping[str, Iterable[str]]) -> Finding:
    kind = kind_of(warning)
    file = Path(os.path.normpath(warning.location.path)) if warning.location.path else None
    line = warning.location.line or 0
    message, advice = warning.message.partition("\n")[0], _ADVICE.get(kind, "")
    fix: LineFix | TextFix | None = None
    if not str(warning.type):
        message, advice = next((own for words, own in _IMAGES.items() if words in message), (message, ""))
    elif match := _MISSPELLED_OPTION.search(message):
        advice = f"rename it to `{match[2]}`"
        fix = LineFix(line, match[1], match[2])
    elif match := _LINK.match(message):
        meant = _meant_target(match, site, ids)
        advice = f"did you mean `{meant}`?" if meant else advice
    elif (match := _IMAGE.match(message)) and (meant := _meant_file(site.source / match["path"].strip())):
        name = Path(match["path"].strip()).name
        message = f"the image {name} does not exist"
        advice = f"did you mean `{meant}`?"
        if name.casefold() == meant.casefold():
            fix = LineFix(line, name, meant)
            advice = f"the file is named `{meant}`; upper and lower case matter on most hosts"
    elif file and (key := key_fix(message, file.suffix)):
        fix, advice = key, "rename the key"
    level = Level.PROBLEM if str(warning.type) else Level.SUGGESTION
    return Finding(kind, message, file, line, advice, level, fix)


def _meant_target(match: re.Match[str], site: SiteFacts, ids: Mapping[str, Iterable[str]]) -> str:
    """Return the heading or the file that a dead link probably means; empty if there is none."""
    target = match["target"]
    if match["page"]:
        return suggest(target, sorted(ids.get(match["page"], ())))
    path, mark, fragment = target.partition("#")
    if not path:
        return ""
    name = _name(path)
    names = {_name(source.path): source for source in site.sources}
    by_case = next((each for each in names if each.casefold() == name.casefold()), "")
    meant = by_case or next((each for each in names if is_misspelling(name.casefold(), each.casefold())), "")
    return names[meant].path + mark + fragment if meant else ""


def _name(path: str) -> str:
    """Return the name of a file without suffix, or that of its folder if the file is its index."""
    parts = path.rstrip("/").split("/")
    stem = parts[-1].partition(".")[0]
    return parts[-2] if stem == "index" and len(parts) > 1 else stem


def _meant_file(file: Path) -> str:
    """Return the name of a file in the same folder that a missing file probably means; empty if there is none."""
    if not file.parent.is_dir():
        return ""
    names = sorted(each.name for each in file.parent.iterdir() if each.is_file() and each.name != file.name)
    folded = file.name.casefold()
    by_case = [name for name in names if name.casefold() == folded]
    stem = [name for name in names if Path(name).stem.casefold() == file.stem.casefold() and _is_image(name)]
    near = [name for name in names if _is_image(name) and is_misspelling(name.casefold(), folded)]
    return next(iter([*by_case, *stem, *near]), "")


def _is_image(name: str) -> bool:
    return name.lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".svg"))
