"""Comments by a service that the owner chose: what it needs, and what its script is told."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Engine:
    """A service, as its makers document it."""

    needs: tuple[str, ...]
    """The keys without which it does not work."""
    takes: Mapping[str, str]
    """Further keys, with their defaults; empty: only if the owner says."""
    script: str
    """The address of its script; keys stand in braces."""
    page: str = ""
    """The URL at which readers find the comments without the script."""
    service: str = ""
    """The name of the site of that page."""
    prefix: str = "data-"
    """What the script's attributes start with."""
    light: str = ""
    dark: str = ""


ENGINES: Mapping[str, Engine] = {
    "giscus": Engine(
        needs=("repo", "repo_id", "category", "category_id"),
        takes={
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
        needs=("repo",),
        takes={"issue_term": "pathname", "label": "", "theme_light": "github-light", "theme_dark": "github-dark"},
        script="https://utteranc.es/client.js",
        page="https://github.com/{repo}/issues",
        service="GitHub",
        prefix="",
        light="github-light",
        dark="github-dark",
    ),
    "disqus": Engine(
        needs=("shortname",),
        takes={},
        script="https://{shortname}.disqus.com/embed.js",
        page="https://{shortname}.disqus.com/",
        service="Disqus",
    ),
    "isso": Engine(
        needs=("url",),
        takes={"lang": "", "reply_to_self": "", "require_author": "", "require_email": "", "avatar": "", "vote": ""},
        script="{url}/js/embed.min.js",
        prefix="data-isso-",
    ),
}  # fmt: skip
# What each of the keys that end up in an address may be.
_FORMS = {"repo": r"[\w.-]+/[\w.-]+", "shortname": r"[\w-]+"}


@dataclass(frozen=True)
class Comments:
    """The owner's choice. Empty: none."""

    engine: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.engine)

    @property
    def page(self) -> str:
        """Where readers find the comments without a script; empty if there is no such place."""
        return ENGINES[self.engine].page.format(**self.values)

    @property
    def service(self) -> str:
        """The name of the site that `page` is on, such as `GitHub`."""
        return ENGINES[self.engine].service

    def settings(self, *, identifier: str, url: str, title: str, language: str) -> str:
        """Return what postil's script needs to bring the comments of one post, as JSON.

        `url` is the absolute URL of the post, or empty if the site's is not known.
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
        told: dict[str, Any] = {"engine": self.engine, "script": script, "attributes": attributes, "themes": themes}
        told["page"] = {"identifier": identifier, "url": url, "title": title}
        return json.dumps(told, ensure_ascii=False, sort_keys=True)


def read_comments(value: Any) -> Comments:
    """Return the owner's choice. Raises ValueError with what it should have been."""
    if value is None or value is False or value == {}:
        return Comments()
    name = value.get("engine") if isinstance(value, Mapping) else None
    if not isinstance(name, str) or name not in ENGINES:
        raise ValueError(f"None or a dictionary whose `engine` is one of {', '.join(ENGINES)}")
    engine = ENGINES[name]
    values = {key: item for key, item in value.items() if key != "engine"}
    if wrong := [str(key) for key, item in values.items() if not isinstance(item, str)]:
        raise ValueError(f"a dictionary of words; `{wrong[0]}` is something else")
    if missing := [key for key in engine.needs if not values.get(key)]:
        raise ValueError(f"complete: {name} needs `{'`, `'.join(missing)}`")
    if unknown := [key for key in values if key not in {*engine.needs, *engine.takes}]:
        known = ", ".join([*engine.needs, *engine.takes])
        raise ValueError(f"what {name} knows: `{unknown[0]}` is none of {known}")
    for key, form in _FORMS.items():
        if key in values and not re.fullmatch(form, values[key]):
            raise ValueError(f"usable: `{key}` is not of the form {form}")
    if "url" in values:
        parts = urlsplit(values["url"])
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError("usable: `url` does not start with https://")
        values["url"] = values["url"].rstrip("/")
    return Comments(name, {**engine.takes, **values})
