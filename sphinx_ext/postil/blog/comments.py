"""Comment services: their options, and the settings for their scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any
from urllib.parse import urlsplit

from postil.frozen import frozen


@frozen
class Engine:
    """A comment service, as its documentation describes it."""

    required: tuple[str, ...]
    """The keys that it needs."""
    optional: Mapping[str, str]
    """Other keys, with their defaults; empty: not set."""
    script: str
    """The URL of its script, with keys in braces."""
    page: str = ""
    """The URL at which readers find the comments without the script."""
    service: str = ""
    """The name of the site of that page."""
    prefix: str = "data-"
    """The prefix of the script's attributes."""
    light: str = ""
    dark: str = ""


ENGINES: Mapping[str, Engine] = {
    "giscus": Engine(
        required=("repo", "repo_id", "category", "category_id"),
        optional={
            "mapping": "pathname", "term": "", "strict": "0", "reactions_enabled": "1", "emit_metadata": "0",
            "input_position": "bottom", "lang": "", "theme_light": "light", "theme_dark": "dark",
        },
        script="https://giscus.app/client.js",
        page="https://github.com/{repo}/discussions",
        service="GitHub",
        light="light",
        dark="dark",
    ),
    "utterances": Engine(
        required=("repo",),
        optional={"issue_term": "pathname", "label": "", "theme_light": "github-light", "theme_dark": "github-dark"},
        script="https://utteranc.es/client.js",
        page="https://github.com/{repo}/issues",
        service="GitHub",
        prefix="",
        light="github-light",
        dark="github-dark",
    ),
    "disqus": Engine(
        required=("shortname",),
        optional={},
        script="https://{shortname}.disqus.com/embed.js",
        page="https://{shortname}.disqus.com/",
        service="Disqus",
    ),
    "isso": Engine(
        required=("url",),
        optional={"lang": "", "reply_to_self": "", "require_author": "", "require_email": "", "avatar": "", "vote": ""},
        script="{url}/js/embed.min.js",
        prefix="data-isso-",
    ),
}  # fmt: skip
# The format of keys that become part of a URL.
_FORMATS = {"repo": r"[\w.-]+/[\w.-]+", "shortname": r"[\w-]+"}


@frozen
class Comments:
    """The comment service of the site, with its options; false if there is none."""

    engine: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.engine)

    @property
    def page(self) -> str:
        """The URL of the comments without a script; empty if the service has none."""
        return ENGINES[self.engine].page.format(**self.values)

    @property
    def service(self) -> str:
        """The name of the site that `page` is on, such as `GitHub`."""
        return ENGINES[self.engine].service

    def settings(self, *, identifier: str, url: str, title: str, language: str) -> str:
        """Return the settings with which postil's script loads the comments of a post, as JSON.

        `url` is the absolute URL of the post, or empty if that of the site is not known.
        """
        engine = ENGINES[self.engine]
        themes = {"light": self.values.get("theme_light", ""), "dark": self.values.get("theme_dark", "")}
        attributes = {
            f"{engine.prefix}{name.replace('_', '-')}": value
            for name, value in self.values.items()
            if value and not name.startswith("theme_") and name not in ("shortname", "url")
        }
        if self.engine == "giscus":
            attributes.setdefault("data-lang", language)
        if self.engine == "isso":
            attributes["data-isso"] = self.values["url"] + "/"
        script = engine.script.format(**self.values)
        page = {"identifier": identifier, "url": url, "title": title}
        settings: dict[str, Any] = {"engine": self.engine, "script": script, "attributes": attributes, "themes": themes}
        return json.dumps(settings | {"page": page}, ensure_ascii=False, sort_keys=True)


def read_comments(value: Any) -> Comments:
    """Return the comment service that `postil_comments` sets. Raises ValueError with what is wrong with the value."""
    if value is None or value is False or value == {}:
        return Comments()
    name = value.get("engine") if isinstance(value, Mapping) else None
    if not isinstance(name, str) or name not in ENGINES:
        raise ValueError(f"expected None or a dictionary whose `engine` is one of {', '.join(ENGINES)}")
    engine = ENGINES[name]
    values = {key: item for key, item in value.items() if key != "engine"}
    if wrong := [str(key) for key, item in values.items() if not isinstance(item, str)]:
        raise ValueError(f"expected a dictionary of strings; `{wrong[0]}` is not a string")
    if missing := [key for key in engine.required if not values.get(key)]:
        raise ValueError(f"{name} needs `{'`, `'.join(missing)}`")
    if unknown := [key for key in values if key not in {*engine.required, *engine.optional}]:
        known = ", ".join([*engine.required, *engine.optional])
        raise ValueError(f"{name} has no option `{unknown[0]}`; it has {known}")
    for key, pattern in _FORMATS.items():
        if key in values and not re.fullmatch(pattern, values[key]):
            raise ValueError(f"`{key}` does not match {pattern}")
    if "url" in values:
        parts = urlsplit(values["url"])
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError("`url` does not start with https://")
        values["url"] = values["url"].rstrip("/")
    return Comments(name, {**engine.optional, **values})
