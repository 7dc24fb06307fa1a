"""Read the options from conf.py; an invalid value is one warning at its line, and the default is used."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postil.config.ablog_rules import ABLOG_DEFAULTS, MYST_DEFAULTS, site_follows_ablog
from postil.config.defaults import apply_defaults
from postil.config.options import Options, option_fields
from postil.config.site_languages import with_site_language
from postil.config.site_urls import complete_site_urls, usable_base_url
from postil.config.sphinx_compat import is_set_by_owner, replaces_layout
from postil.config.validators import remove_unsafe_links
from postil.diagnostics import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

# How the files of fonts begin: OpenType 1.9, WOFF 1.0 and 2.0.
_FONT_SIGNATURES = (b"\0\1\0\0", b"OTTO", b"ttcf", b"true", b"wOFF", b"wOF2")


def register_options(app: Sphinx) -> None:
    """Register the options that ABlog does not have; `read_options` checks their types."""
    for option in option_fields():
        if option.name not in app.config:
            app.add_config_value(option.name, option.metadata["default"], option.metadata["rebuild"], types=Any)


def read_options(config: Config, conf_file: Path, *, ablog_rules: bool = False) -> Options:
    """Return the options that conf.py sets, and warn about invalid values."""
    values: dict[str, Any] = dict(MYST_DEFAULTS) if ablog_rules else {}
    complete_site_urls(config, partial(line_of_option, conf_file))
    for option in option_fields():
        default = option.metadata["default"]
        if ablog_rules and option.name in ABLOG_DEFAULTS:
            values[option.name] = default = ABLOG_DEFAULTS[option.name]
        if not is_set_by_owner(config, option.name):
            continue
        value = config[option.name]
        try:
            values[option.name] = option.metadata["validate"](value)
        except ValueError as error:
            message = f"`{option.name} = {value!r}` is invalid: {error}; using the default, "
            message += repr(default)
            warn(Subtype.CONFIG, message, location=line_of_option(conf_file, option.name))
            config[option.name] = config.values[option.name].default  # Sphinx and ABlog's templates read it too
        else:
            if isinstance(value, str) and isinstance(config.values[option.name].default, list):
                config[option.name] = [value]  # ABlog accepts one pattern instead of a list; Sphinx checks for a list
    for name in ("blog_authors", "blog_languages", "blog_locations"):
        values[name], unsafe = remove_unsafe_links(values.get(name, {}))
        for url in unsafe:
            message = f"`{name}`: {url!r} is not a web or mail URL; this link is omitted"
            warn(Subtype.CONFIG, message, location=line_of_option(conf_file, name))
    return Options(**values, ablog_rules=ablog_rules)


def line_of_option(conf_file: Path, name: str) -> str:
    """Return `path:line` of the last assignment to `name` in conf.py; line 1 if there is none."""
    try:
        lines = conf_file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return f"{conf_file}:1"
    found = [number for number, line in enumerate(lines, start=1) if re.match(rf"\s*{name}\s*[:=]", line)]
    return f"{conf_file}:{found[-1] if found else 1}"


def _without_invalid_card_font(options: Options, conf_file: Path) -> Options:
    """Return the options without a card font that is not a font file, and warn about it."""
    font = options.postil_card_font
    if not font or _is_font(conf_file.parent / font):
        return options
    message = f"`postil_card_font = {font!r}` is invalid: expected a font file; using the font that comes with postil"
    warn(Subtype.CONFIG, message, location=line_of_option(conf_file, "postil_card_font"))
    return replace(options, postil_card_font="")


def _is_font(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) in _FONT_SIGNATURES
    except OSError:
        return False


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Read the options into `config.postil`, where all packages find them, and set the defaults of a blog."""
    conf_file = Path(app.confdir, "conf.py")
    options = read_options(config, conf_file, ablog_rules=site_follows_ablog(app, config))
    base_url = options.blog_baseurl or usable_base_url(config, partial(line_of_option, conf_file))
    own_layout = replaces_layout(Path(app.confdir, folder) for folder in config.templates_path)
    options = with_site_language(options, str(config.language))
    options = apply_defaults(config, options, base_url=base_url, own_layout=own_layout)
    config.postil = _without_invalid_card_font(options, conf_file)


def setup(app: Sphinx) -> None:
    """Register postil's options, and read them before other extensions read theirs."""
    register_options(app)
    app.connect("config-inited", on_config_inited, priority=50)
