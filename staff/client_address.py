"""Where a request comes from: the one answer that every limit per address counts by."""

import ipaddress

from django.conf import settings

NOWHERE = "unknown"  # a request over a socket file, which no trusted proxy has named


def client_address(request) -> str:
    """The address that the outermost of TRUSTED_PROXIES proxies saw; of IPv6 its /64 network.

    Each proxy adds at the right of X-Forwarded-For whom it was asked by, so the Nth from the right
    is the first that no client can write. A header too short or without an address there did not
    come through all of them: the connection's own address counts then, as it does without proxies.
    """
    count = settings.TRUSTED_PROXIES
    named = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    forwarded = _network(named[-count]) if 0 < count <= len(named) else None
    return forwarded or _network(request.META.get("REMOTE_ADDR", "")) or NOWHERE


def _network(text):
    """One name for all that one subscriber commands; None for what is no address."""
    try:
        address = ipaddress.ip_address(_without_port(text.strip()))
    except ValueError:
        return None
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(address), 64), strict=False).network_address)


def _without_port(text):
    """Some proxies write 192.0.2.1:4711 and [2001:db8::1]:4711."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
