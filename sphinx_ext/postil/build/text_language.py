"""In which language words are: those in a text are in its language, those around it in the language of its page.

Sphinx has one language for a site. Here a document is read and written while the catalogues are those of its own.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import _ as sphinx_text
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from postil.build.domain import post_domain
from postil.i18n import CATALOG, current_language, interface_language
from postil.project.mounted_project import MountedProject

_ = get_translation(CATALOG)
# Sphinx's defaults of the option `numfig_format`, and postil's words for the same things.
_NUMBER_FORMATS = {"section": "Section %s", "figure": "Fig. %s", "table": "Table %s", "code-block": "Listing %s"}
_WORDS = {"section": "Section", "figure": "Figure", "table": "Table", "code-block": "Listing"}

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from postil.blog.post import Post


def text_language(env: BuildEnvironment, docname: str) -> str:
    """Return the language tag of the text of a page."""
    if docname not in env.found_docs:
        return page_language(env, docname)
    found = post_domain(env).data["languages"].get(docname)
    return (found.tag if found else "") or env.config.postil.site_language


def post_language(post: Post, config: Config) -> str:
    """Return the language tag of a post."""
    return post.language or config.postil.site_language


def page_language(env: BuildEnvironment, pagename: str) -> str:
    """Return the language tag of a page's header, sidebar and footer: of its text, if that language has a blog."""
    options, project = env.config.postil, env.project
    site: str = options.site_language
    if not options.languages or not isinstance(project, MountedProject):
        return site
    languages = project.rules.languages
    if pagename in env.found_docs:
        return languages.blog(text_language(env, pagename)) or site
    folders = ((tag, languages.folder_of_blog(languages.blog(tag))) for tag in options.languages)
    return next((tag for tag, folder in folders if folder and f"{pagename}/".startswith(f"{folder}/")), site)


@contextmanager
def in_language(config: Config, tag: str) -> Iterator[None]:
    """Translate what is written while this context is active into a language."""
    if tag.lower() == current_language(config.postil.site_language).lower():
        yield
        return
    with interface_language(tag):
        yield


class NumberFormats(dict[str, str]):
    """The option `numfig_format`: texts such as `Fig. %s`, in the current language unless they are the owner's."""

    def __init__(self, own: Mapping[str, str]) -> None:
        """`own` is the option with its defaults, in the language of the site."""
        super().__init__(own)
        defaults = _number_formats()
        self._translated = frozenset(kind for kind, text in own.items() if text == defaults.get(kind))

    def __getitem__(self, kind: str) -> str:
        return _number_formats()[kind] if kind in self._translated else super().__getitem__(kind)

    def get(self, kind: str, default: Any = None) -> Any:
        """Return the text for a kind."""
        return _number_formats()[kind] if kind in self._translated else super().get(kind, default)

    def __reduce__(self) -> tuple[type[dict[str, str]], tuple[dict[str, str]]]:
        """Pickle the texts in the language of the site, as Sphinx does, which compares them with those of a build."""
        return dict, (dict(self),)


def _sphinx_formats() -> dict[str, str]:
    """Return Sphinx's defaults of the option `numfig_format` in the current language."""
    return {kind: sphinx_text(text) for kind, text in _NUMBER_FORMATS.items()}


def _number_formats() -> dict[str, str]:
    """Return these defaults with postil's words where Sphinx lacks them."""
    formats = _sphinx_formats()
    words = {"section": _("Section"), "figure": _("Figure"), "table": _("Table"), "code-block": _("Listing")}
    untranslated = [kind for kind, text in formats.items() if text == _NUMBER_FORMATS[kind]]
    return formats | {kind: f"{words[kind]} %s" for kind in untranslated if words[kind] != _WORDS[kind]}


class LocalizedPostTransform(SphinxPostTransform):
    """A transform that writes words into a document, in the language of its text."""

    def apply(self, **kwargs: Any) -> None:
        """Run the transform."""
        with in_language(self.config, text_language(self.env, self.env.docname)):
            super().apply(**kwargs)


class ResolveNumbersOfFigures(LocalizedPostTransform):
    """Resolve references to numbered figures in documents in another language, instead of Sphinx."""

    # Before Sphinx resolves all references (10).
    default_priority = 9

    def run(self, **kwargs: Any) -> None:
        """Replace the references to numbers without a text of their own; Sphinx warns about those that lead nowhere."""
        if text_language(self.env, self.env.docname) == self.config.postil.site_language:
            return
        domain = self.env.get_domain("std")
        for node in list(self.document.findall(addnodes.pending_xref)):
            if node.get("reftype") != "numref" or node.get("refdomain") != "std" or node.get("refexplicit"):
                continue
            text = next(iter(node.findall(nodes.inline)), nodes.inline())
            docname, target = node.get("refdoc", self.env.docname), node["reftarget"]
            if found := domain.resolve_xref(
                self.env, docname, self.app.builder, "numref", target, node, text.deepcopy()
            ):
                node.replace_self(found)


def read_in_own_language(app: Sphinx) -> None:
    """Let the builder, whichever it is, read each document in the document's language."""
    builder, project = app.builder, app.project
    if not isinstance(project, MountedProject):
        return
    read = builder.read_doc

    def read_doc(docname: str, **options: Any) -> None:
        """Read a document."""
        found = project.language_of(docname)
        with in_language(app.config, (found.tag if found else "") or app.config.postil.site_language):
            read(docname, **options)

    vars(builder)["read_doc"] = read_doc


def complete_number_formats(app: Sphinx, config: Config) -> None:
    """Number figures with postil's words in a site whose language Sphinx has none for, such as Arabic."""
    defaults, formats = _sphinx_formats(), _number_formats()
    own: dict[str, str] = config.numfig_format
    config.numfig_format = {kind: formats[kind] if text == defaults.get(kind) else text for kind, text in own.items()}


def localize_number_formats(app: Sphinx) -> None:
    """Number figures in the language of each text."""
    app.config.numfig_format = NumberFormats(app.config.numfig_format)


def setup(app: Sphinx) -> None:
    """Read documents in their language, and number figures in it."""
    # After Sphinx has completed the option (800).
    app.connect("config-inited", complete_number_formats, priority=810)
    app.connect("builder-inited", localize_number_formats)  # after it has checked the type
    app.connect("builder-inited", read_in_own_language, priority=910)
    app.add_post_transform(ResolveNumbersOfFigures)
