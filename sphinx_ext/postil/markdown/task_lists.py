"""Give the check boxes of task lists labels for screen readers: MyST writes boxes without one (WCAG 2.2, 4.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import escape
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform

from postil.i18n import CATALOG

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_ = get_translation(CATALOG)
_START = '<input class="task-list-item-checkbox" '


class LabelCheckBoxes(SphinxTransform):
    """Add labels to check boxes."""

    default_priority = 500
    searched_nodes = (nodes.raw,)

    def apply(self, **kwargs: Any) -> None:
        """Say of each whether its task is done."""
        for raw in self.document.findall(nodes.raw):
            text = raw.astext()
            if text.startswith(_START):
                label = _("Done") if 'checked="checked"' in text else _("To do")
                raw.clear()
                raw.append(nodes.Text(text.replace(_START, f'{_START}aria-label="{escape(label)}" ', 1)))


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(LabelCheckBoxes)
