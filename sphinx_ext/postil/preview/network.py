"""Where a preview listens, and who may open it there."""

from __future__ import annotations

import errno
import socket
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from ipaddress import IPv4Address, IPv6Address

_HIGHEST_PORT = 65535
# An address for documentation. Nothing is sent there; which way it would go tells the own address in the network.
_ELSEWHERE = ("192.0.2.1", 9)


class ListenError(Exception):
    """Why a preview cannot listen where it was told to."""


def bind(host: str, port: int) -> list[socket.socket]:
    """Take `port` (0: any that is free) at all addresses of `host`; raise ListenError if that is not possible."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise ListenError(
            f"{host} is not a host name or an IP address of this computer; try --host 127.0.0.1"
        ) from error
    sockets: list[socket.socket] = []
    missing: OSError | None = None
    for family, kind, protocol, _name, address in dict.fromkeys(found):
        try:
            sockets.append(_bind_one(family, kind, protocol, (address[0], port, *address[2:])))
        except OSError as error:
            if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                raise _explained(error, host, port) from error
            missing = error  # a name may have an address of a kind that this computer does not use
            continue
        port = port or sockets[0].getsockname()[1]
    if missing and not sockets:
        raise _explained(missing, host, port) from missing
    return sockets


def _bind_one(family: int, kind: int, protocol: int, address: tuple[object, ...]) -> socket.socket:
    bound = socket.socket(family, kind, protocol)
    try:
        if hasattr(socket, "AF_INET6") and family == socket.AF_INET6:
            # `::` is all addresses, also the old ones.
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, address[0] != "::")
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows lets two programs share a port otherwise
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:  # or the port of a preview that just ended would be taken for a minute
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    return bound


def listen(sockets: Iterable[socket.socket], host: str) -> None:
    """Let browsers connect; raise ListenError if another program took the port meanwhile."""
    for bound in sockets:
        try:
            bound.listen()
        except OSError as error:
            raise _explained(error, host, bound.getsockname()[1]) from error


def _explained(error: OSError, host: str, port: int) -> ListenError:
    other = f"--port {port + 1 if port < _HIGHEST_PORT else port - 1}"
    if error.errno == errno.EADDRINUSE:
        return ListenError(f"port {port} is in use; try another ({other}) or any free one (--port 0)")
    if error.errno in (errno.EACCES, errno.EPERM):
        return ListenError(f"you may not use port {port}; try one above 1023 (--port 8000) or any free one (--port 0)")
    if error.errno == errno.EADDRNOTAVAIL:
        return ListenError(
            f"{host} is not an address of this computer; try --host 127.0.0.1 or, for all, --host 0.0.0.0"
        )
    return ListenError(f"port {port} of {host} cannot be used: {error.strerror}; try another ({other})")


def is_every_address(host: str) -> bool:
    """Return whether `host` stands for all addresses of the computer."""
    address = _ip(host)
    return not host or (address is not None and address.is_unspecified)


def site_urls(host: str, port: int) -> list[str]:
    """Return the URLs of a site that listens at `host`: for this computer and, if it listens everywhere, for others."""
    if not is_every_address(host):
        return [_url(host, port)]
    own = "::1" if ":" in host else "127.0.0.1"
    return [_url(name, port) for name in [own, *_network_addresses()]]


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _network_addresses() -> Sequence[str]:
    """Return the address by which other devices of the network reach this computer, if there is one."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_ELSEWHERE)
        return [probe.getsockname()[0]]
    return []


@dataclass(frozen=True)
class Hosts:
    """The names under which a preview may be opened.

    A page on the web may point a name of its own at this computer, and then read what answers to it: drafts, too.
    """

    host: str
    """Where the preview listens."""
    allowed: tuple[str, ...] = ()
    """More names, such as that of a forwarded port; `*.example.org` stands for all names below it."""

    def allows(self, header: str) -> bool:
        """Return whether a preview answers to a `Host` header."""
        name = host_name(header)
        if not name:
            return False
        if self.is_named(name) or name == "localhost" or name.endswith(".localhost"):
            return True
        if address := _ip(name):
            # Nobody can point an address elsewhere, so any will do; behind a forwarded port it is not one of our own.
            return address.is_loopback or address == _ip(self.host) or is_every_address(self.host)
        return name == self.host.lower() or (name in _own_names() and not _is_loopback(self.host))

    def allows_origin(self, origin: str, header: str) -> bool:
        """Return whether a page at `origin` may listen for reloads, at the host of a `Host` header."""
        try:
            parts = urlsplit(origin)
            same = (parts.hostname, parts.port or _default_port(parts.scheme)) == _host_and_port(header, parts.scheme)
        except ValueError:
            return False
        return bool(parts.hostname) and (same or self.is_named(parts.hostname or ""))

    def is_named(self, name: str) -> bool:
        """Return whether the owner allowed a name."""
        return bool(name) and any(fnmatchcase(name, pattern) for pattern in self.allowed)


def host_name(value: str) -> str:
    """Return the host of a `Host` header or a URL, in lower case and without port; empty if it is none."""
    try:
        parts = urlsplit(value if "://" in value else f"//{value}")
    except ValueError:
        return ""
    return "" if parts.username is not None else (parts.hostname or "").rstrip(".")


def _host_and_port(header: str, scheme: str) -> tuple[str | None, int]:
    parts = urlsplit(f"//{header}")
    return parts.hostname, parts.port or _default_port(scheme)


def _default_port(scheme: str) -> int:
    return 443 if scheme in ("https", "wss") else 80


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    """Return whether only this computer can connect to `host`."""
    address = _ip(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def _own_names() -> set[str]:
    """Return the names of this computer, as it knows them and as its network does."""
    name = socket.gethostname().lower().removesuffix(".local")
    return {name, f"{name}.local", name.partition(".")[0]} - {""}
