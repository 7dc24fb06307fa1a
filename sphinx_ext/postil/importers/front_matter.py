"""Write the front matter of an imported post."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import yaml

from postil.importers.model import Kind, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postil.importers.model import ImportedPost


class _Dumper(yaml.SafeDumper):
    """Writes YAML as people do: lists are indented, and nothing refers to an earlier value."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002 - PyYAML's
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def front_matter(
    post: ImportedPost, *, permalink: str, slug: str, aliases: Sequence[str], image: str, translation_key: str = ""
) -> str:
    """Return the front matter with its delimiters; what `extra` also has is taken from the fields."""
    values: dict[str, Any] = {
        "title": one_line(post.title),
        "date": post.date if post.kind is Kind.POST else None,
        "updated": post.updated if post.kind is Kind.POST and post.updated != post.date else None,
        "authors": _names(post.authors),
        "categories": _names(post.categories),
        "tags": _names(post.tags),
        "description": one_line(post.description),
        "image": image,
        "draft": post.status is Status.DRAFT,
        "unlisted": post.status is Status.UNLISTED,
        "permalink": permalink,
        "slug": slug,
        "aliases": [alias for alias in aliases if alias != permalink],
        "translation_key": post.extra.get("translation_key") or translation_key,
    }
    if post.kind is Kind.PAGE:
        values = {"title": values["title"], "blogpost": False, "orphan": True} | values
    values = {name: value for name, value in values.items() if value or (name == "blogpost" and value is not None)}
    if post.suffix == ".rst":
        return _fields(values | dict(post.extra))
    rest = {name: value for name, value in post.extra.items() if name not in values}
    text = yaml.dump(values | rest, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1 << 20)
    return f"---\n{text}---\n"


def _fields(values: Mapping[str, Any]) -> str:
    """Return front matter as fields of reStructuredText."""
    lines = []
    for name, value in values.items():
        if isinstance(value, list | tuple):
            lines += [f":{name}:", *(f"    - {one_line(str(item))}" for item in value)]
        elif isinstance(value, dt.date):
            lines.append(f":{name}: {value.isoformat(*([' '] if isinstance(value, dt.datetime) else []))}")
        else:
            lines.append(f":{name}: {str(value).lower() if isinstance(value, bool) else one_line(str(value))}")
    return "\n".join([*lines, ""])


def one_line(text: str) -> str:
    """Return a text on one line, without characters that YAML does not allow."""
    return " ".join("".join(char for char in text if _is_allowed(char)).split())


def _names(names: Sequence[str]) -> list[str]:
    return [name for name in dict.fromkeys(one_line(name) for name in names) if name]


def _is_allowed(char: str) -> bool:
    return char in "\t\n\r" or not yaml.reader.Reader.NON_PRINTABLE.match(char)
