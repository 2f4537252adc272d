"""Who asks, behind proxies and without, and what nobody can pretend."""

import runpy

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from environs import EnvError

from staff.client_address import client_address

PROXY = "10.0.0.1"


def asked(forwarded=None, remote=PROXY):
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **extra))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, PROXY),
        (0, "6.6.6.6", PROXY),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 7.7.7.7, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        (1, "1.2.3.4:4711", "1.2.3.4"),
        (1, "[2001:db8::9]:4711", "2001:db8::"),
        (1, "::ffff:1.2.3.4", "1.2.3.4"),
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_saw(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies

    assert asked(forwarded) == address


@pytest.mark.parametrize("forwarded", [None, "", "1.2.3.4", "evil, 10.0.0.2", ",", " , ,", "1" * 9])
def test_a_header_that_did_not_come_through_all_proxies_counts_for_nothing(settings, forwarded):
    settings.TRUSTED_PROXIES = 2

    assert asked(forwarded) == PROXY


def test_all_addresses_of_one_ipv6_subscriber_are_one():
    assert asked(remote="2001:db8:1:2:3:4:5:6") == asked(remote="2001:db8:1:2:ffff::1")
    assert asked(remote="2001:db8:1:2::1") != asked(remote="2001:db8:1:3::1")
    assert asked(remote="fe80::1%eth0") == "fe80::"


def test_a_request_over_a_socket_file_comes_from_nowhere():
    assert asked(remote="") == "unknown"


@pytest.mark.parametrize("wrong", ["-1", "many"])
def test_a_wrong_number_of_proxies_stops_the_server(monkeypatch, wrong):
    monkeypatch.setenv("TRUSTED_PROXIES", wrong)

    with pytest.raises((ImproperlyConfigured, EnvError), match="TRUSTED_PROXIES"):
        runpy.run_path(str(settings.BASE_DIR / "config" / "settings.py"))
