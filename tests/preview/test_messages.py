"""The message bar of a preview."""

from __future__ import annotations

from postil.preview.messages import Message, message_bar, messages_for


def test_messages_are_escaped_and_only_on_their_pages() -> None:
    messages = {"/a.html": [Message("<b>", "/<i>.md")], "/a/index.html": [Message("wrong")]}
    bar = message_bar(messages_for(messages, "/a.html"))
    assert "&lt;b&gt;" in bar
    assert "&lt;i&gt;" in bar
    assert message_bar(messages_for(messages, "/b.html")) == ""
    assert "wrong" in message_bar(messages_for(messages, "/a/"))
