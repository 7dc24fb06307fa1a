"""The addresses that a preview listens on, and the host names that it answers to."""

from __future__ import annotations

import errno
import socket
from contextlib import suppress
from fnmatch import fnmatchcase
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from ipaddress import IPv4Address, IPv6Address

_MAX_PORT = 65535
# An address reserved for documentation (RFC 5737). Nothing is sent; the route to it gives this computer's own address.
_TEST_NET = ("192.0.2.1", 9)


class ListenError(Exception):
    """The reason why a preview cannot listen on a host and port."""


def bind(host: str, port: int) -> list[socket.socket]:
    """Bind `port` (0: any free port) on all addresses of `host`; raise ListenError if that is not possible."""
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
            sockets.append(_bind_address(family, kind, protocol, (address[0], port, *address[2:])))
        except OSError as error:
            if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                raise _listen_error(error, host, port) from error
            missing = error  # `localhost` may have an IPv6 address although the computer does not use IPv6
            continue
        port = port or sockets[0].getsockname()[1]
    if missing and not sockets:
        raise _listen_error(missing, host, port) from missing
    return sockets


def _bind_address(family: int, kind: int, protocol: int, address: tuple[object, ...]) -> socket.socket:
    bound = socket.socket(family, kind, protocol)
    try:
        if hasattr(socket, "AF_INET6") and family == socket.AF_INET6:
            # `::` means all addresses, IPv4 as well.
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, address[0] != "::")
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows lets two programs share a port otherwise
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:  # else the port of a preview that just ended is in use for a minute
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    return bound


def listen(sockets: Iterable[socket.socket], host: str) -> None:
    """Accept connections; raise ListenError if another program took the port in the meantime."""
    for bound in sockets:
        try:
            bound.listen()
        except OSError as error:
            raise _listen_error(error, host, bound.getsockname()[1]) from error


def _listen_error(error: OSError, host: str, port: int) -> ListenError:
    other = f"--port {port + 1 if port < _MAX_PORT else port - 1}"
    if error.errno == errno.EADDRINUSE:
        return ListenError(f"port {port} is in use; try another ({other}) or any free one (--port 0)")
    if error.errno in (errno.EACCES, errno.EPERM):
        return ListenError(
            f"no permission to use port {port}; try one above 1023 (--port 8000) or any free one (--port 0)"
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return ListenError(
            f"{host} is not an address of this computer; try --host 127.0.0.1 or, for all, --host 0.0.0.0"
        )
    return ListenError(f"port {port} of {host} cannot be used: {error.strerror}; try another ({other})")


def is_wildcard(host: str) -> bool:
    """Return whether `host` means all addresses of the computer."""
    address = _parse_ip(host)
    return not host or (address is not None and address.is_unspecified)


def site_urls(host: str, port: int) -> list[str]:
    """Return the URLs of the preview: for this computer and, if it listens on all addresses, for other devices."""
    if not is_wildcard(host):
        return [_url(host, port)]
    loopback = "::1" if ":" in host else "127.0.0.1"
    return [_url(name, port) for name in [loopback, *_network_addresses()]]


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _network_addresses() -> Sequence[str]:
    """Return the address of this computer in the local network, if there is one."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_TEST_NET)
        return [probe.getsockname()[0]]
    return []


@frozen
class AllowedHosts:
    """The host names that a preview answers to.

    A website can let its own host name resolve to this computer (DNS rebinding) and read the responses, also drafts.
    """

    host: str
    """The host that the preview listens on."""
    allowed: tuple[str, ...] = ()
    """Additional names, such as that of a forwarded port; `*.example.org` allows all names below it."""

    def allows(self, header: str) -> bool:
        """Return whether to answer a request with this `Host` header."""
        name = host_name(header)
        if not name:
            return False
        if self.matches(name) or name == "localhost" or name.endswith(".localhost"):
            return True
        if address := _parse_ip(name):
            # An IP address can't be rebound. Any loopback address is allowed: a forwarded port may have another one.
            return address.is_loopback or address == _parse_ip(self.host) or is_wildcard(self.host)
        return name == self.host.lower() or (name in _computer_names() and not _is_loopback(self.host))

    def allows_origin(self, origin: str, header: str) -> bool:
        """Return whether a page with this `Origin` header may connect for reloads; it must be of the same host."""
        try:
            parts = urlsplit(origin)
            same = (parts.hostname, parts.port or _default_port(parts.scheme)) == _host_and_port(header, parts.scheme)
        except ValueError:
            return False
        return bool(parts.hostname) and (same or self.matches(parts.hostname or ""))

    def matches(self, name: str) -> bool:
        """Return whether a name is one of the additional names."""
        return bool(name) and any(fnmatchcase(name, pattern) for pattern in self.allowed)


def host_name(value: str) -> str:
    """Return the host of a `Host` header or a URL, in lower case and without port; empty if it is invalid."""
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


def _parse_ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    """Return whether only this computer can connect to `host`."""
    address = _parse_ip(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def _computer_names() -> set[str]:
    """Return the names of this computer: the host name, and its names in the local network."""
    name = socket.gethostname().lower().removesuffix(".local")
    return {name, f"{name}.local", name.partition(".")[0]} - {""}
