"""The files of a new blog, from what its owner answered."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from postil.frozen import frozen
from postil.scaffold.hosts import HOSTS
from postil.slug import slugify

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

TEMPLATES = Path(__file__).parent.parent / "templates" / "init"
_IMAGE = "hills.jpg"
# The name of the project at the host in templates.
_PROJECT = "my-blog"
# What templates say about the URL that the host gives the blog: the comment, and the option of the command.
_HOST_URL = re.compile(r"^ *# The URL that .*\n| -D blog_baseurl=(?:\$\{\{.*?\}\}|[^\s\"])+", re.MULTILINE)
# The length of the code of a script, as in `zh_Hant`.
_SCRIPT = 4


@frozen
class NewSite:
    """What the owner of a new blog answered."""

    name: str
    """The name of the blog."""
    author: str = ""
    """The name of its author; empty if it is not known."""
    language: str = "en"
    """Its language, as Sphinx names it: `pt_BR`."""
    url: str = ""
    """Its URL with a slash at the end; empty if it is not known."""
    host: str = ""
    """The name of its host in `HOSTS`; empty if it is not known."""


def read_language(text: str) -> str:
    """Return a language as Sphinx names it: `pt_BR` for `pt-br`; raise ValueError if there is no such language."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - only questions about a language need it

    code, *more = text.strip().replace("-", "_").split("_")
    name = "_".join([code.lower(), *(part.title() if len(part) == _SCRIPT else part.upper() for part in more)])
    message = f"{text!r} is not a language that postil knows; write its code, for example en, de or pt_BR"
    # Babel reads these names of C's locale as English.
    if code.lower() in ("c", "posix"):
        raise ValueError(message)
    try:
        Locale.parse(name)
    except (ValueError, UnknownLocaleError, TypeError) as error:
        raise ValueError(message) from error
    return name


def read_url(text: str) -> str:
    """Return the URL of a site with a slash at its end, and with https:// if it has no scheme; raise ValueError."""
    text = text.strip()
    if not text:
        return ""
    url = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(url)
        valid = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.port != 0
            and not re.search(r"[\s\"'<>\\]", url)
        )
    except ValueError:
        valid = False
    if not valid or parts.query or parts.fragment:
        raise ValueError(f"{text!r} is not the URL of a site; write it like https://example.org/")
    return url.rstrip("/") + "/"


def read_line(text: str) -> str:
    """Return a name on one line, without control characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def site_files(site: NewSite, *, today: date, requirement: str) -> dict[str, bytes]:
    """Return the content of each file of a new blog by its path; its first post is dated `today`."""
    post = f"posts/{today.isoformat()}-notes-in-the-margin"
    values = _values(site) | {"requirement": requirement}
    files = {
        "docs/conf.py": _render("docs/conf.py.txt", values),
        "docs/index.md": _render("docs/index.md", values),
        "docs/about.md": _render("docs/about.md", values),
        f"{post}/index.md": _render("post/index.md", values),
        f"{post}/{_IMAGE}": (TEMPLATES / "post" / _IMAGE).read_bytes(),
        "requirements.txt": _render("requirements.txt", values),
        ".gitignore": _render("gitignore.txt", values),
        "README.md": _render("README.md", values),
    }
    return files | host_files(site)


def host_files(site: NewSite) -> dict[str, bytes]:
    """Return the content of each file for the host of a blog by its path, if it has a host."""
    if not site.host:
        return {}
    host = HOSTS[site.host]
    templates = {host.path: host.template, **host.more}
    return {path: _host_file(template, site).encode() for path, template in templates.items()}


def _host_file(template: str, site: NewSite) -> str:
    """Return a file for a host. The docs show its template, which builds with the URL that the host gives a blog."""
    text = (TEMPLATES / "hosts" / template).read_text("utf-8").replace(_PROJECT, _project_name(site))
    return _HOST_URL.sub("", text) if site.url else text


def _project_name(site: NewSite) -> str:
    """Return the name of a project at Cloudflare for a blog; it may only have these characters."""
    return re.sub("[^a-z0-9]+", "-", slugify(site.name)).strip("-")[:58].rstrip("-") or "blog"


def host_steps(name: str) -> str:
    """Return what the owner must do once at a host; empty without a host."""
    host = HOSTS.get(name)
    return host.steps.format(path=host.path) if host else ""


def _values(site: NewSite) -> dict[str, Any]:
    return {
        "name": site.name,
        "author": site.author,
        "author_key": slugify(site.author) if site.author else "",
        "language": site.language,
        "url": site.url,
        "host_text": host_steps(site.host),
    }


def _render(template: str, values: Mapping[str, Any]) -> bytes:
    # `{{` and `{%` have a meaning in the files themselves.
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,  # noqa: S701 - the files are Python, Markdown and YAML; the filters escape values
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
    )
    environment.filters["python"] = _python_string
    environment.filters["markdown"] = escape_markdown
    return environment.get_template(template).render(values).encode()


def _python_string(text: str) -> str:
    """Return a Python string in double quotes, as JSON has them: with all escapes that Python has too."""
    return json.dumps(text, ensure_ascii=False)


def escape_markdown(text: str) -> str:
    """Return a text with backslashes before the characters that have a meaning in MyST."""
    return re.sub(r"([\\`*_{}\[\]<>#|$~^@%&!])", r"\\\1", text)
