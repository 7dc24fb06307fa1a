"""The host names that a preview answers to."""

from __future__ import annotations

import socket

import pytest

from postil.preview.network import AllowedHosts

ALL_ADDRESSES = "0.0.0.0"  # noqa: S104 - to open the preview on a phone


@pytest.mark.parametrize(
    ("listens", "header", "answers"),
    [
        ("127.0.0.1", "127.0.0.1:8000", True),
        ("127.0.0.1", "localhost", True),
        ("127.0.0.1", "LOCALHOST.:8000", True),
        ("127.0.0.1", "blog.localhost:8000", True),
        ("127.0.0.1", "[::1]:8000", True),
        ("127.0.0.1", "evil.example", False),
        ("127.0.0.1", "localhost.evil.example", False),
        ("127.0.0.1", "evil.example@localhost", False),
        ("127.0.0.1", "192.168.1.5:8000", False),
        ("127.0.0.1", socket.gethostname(), socket.gethostname() == "localhost"),
        ("127.0.0.1", "[::1", False),
        ("127.0.0.1", "", False),
        ("127.0.0.1", "preview.example.org", True),
        ("127.0.0.1", "a.forward.example:443", True),
        ("127.0.0.1", "forward.example", False),
        ("192.168.1.5", "192.168.1.5:8000", True),
        ("192.168.1.5", "192.168.1.6:8000", False),
        ("::1", "[0:0:0:0:0:0:0:1]:8000", True),
        (ALL_ADDRESSES, "192.168.1.5:8000", True),
        (ALL_ADDRESSES, socket.gethostname(), True),
        (ALL_ADDRESSES, "evil.example", False),
        ("::", "[fe80::1]:8000", True),
    ],
)
def test_the_preview_answers_only_to_its_own_host_names(listens: str, header: str, answers: bool) -> None:  # noqa: FBT001
    """A website can let its own host name resolve to this computer (DNS rebinding)."""
    hosts = AllowedHosts(listens, ("preview.example.org", "*.forward.example"))

    assert hosts.allows(header) is answers


@pytest.mark.parametrize(
    ("origin", "header", "answers"),
    [
        ("http://localhost:8000", "localhost:8000", True),
        ("http://192.168.1.5:8000", "192.168.1.5:8000", True),
        ("https://preview.example.org", "preview.example.org", True),
        ("https://preview.example.org", "localhost:8000", True),  # a proxy may change the Host header
        ("http://localhost:3000", "localhost:8000", False),
        ("http://evil.example", "localhost:8000", False),
        ("null", "localhost:8000", False),
        ("http://[", "localhost:8000", False),
    ],
)
def test_only_pages_of_the_preview_can_connect_for_reloads(origin: str, header: str, answers: bool) -> None:  # noqa: FBT001
    assert AllowedHosts("127.0.0.1", ("preview.example.org",)).allows_origin(origin, header) is answers
