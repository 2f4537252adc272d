"""Guessed passwords: who has to wait, who never has to, and what a stranger cannot do."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from staff import signing_in
from staff.attempt_count import AttemptCount
from tests.factories import make_user
from tests.staff.signing import PASSWORD, is_signed_in, make_person, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STRANGER, ELSEWHERE = "6.6.6.6", "1.2.3.4"


@pytest.fixture
def behind_a_proxy(settings):
    settings.TRUSTED_PROXIES = 1


def browser(address=ELSEWHERE, before=""):
    """A browser whose requests came through one proxy; `before` is what it wrote there itself."""
    forwarded = f"{before}, {address}" if before else address
    return Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)


def guess(client, user, times):
    """The answer to the last of so many wrong passwords."""
    return [sign_in(client, user, "wrong") for _ in range(times)][-1]


def named(client, name, password="wrong"):
    return client.post(reverse("admin:login"), {"username": name, "password": password})


class CountingHasher(PBKDF2PasswordHasher):
    """Django's own, made quick, which counts how often it is asked to work."""

    algorithm = "counting"
    iterations = 1
    work = 0

    def encode(self, password, salt, iterations=None):
        type(self).work += 1
        return super().encode(password, salt, iterations)


@pytest.fixture
def work(settings):
    """A function: how many passwords were hashed since it was last asked."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]

    def since():
        done, CountingHasher.work = CountingHasher.work, 0
        return done

    return since


def test_five_wrong_passwords_are_followed_by_a_wait_that_is_told_in_words():
    client, user = Client(), make_person()

    assert guess(client, user, 5).status_code == 200
    response = guess(client, user, 1)

    assert response.status_code == 429
    assert 55 <= int(response.headers["Retry-After"]) <= 60
    page = response.content.decode()
    assert f"Wait {response.headers['Retry-After']} seconds" in page
    assert reverse("admin_password_reset") in page
    assert sign_in(client, user).status_code == 429
    assert not is_signed_in(client)


def test_after_the_wait_the_right_password_is_taken():
    client, user = Client(), make_person()
    guess(client, user, 6)

    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        sign_in(client, user)
        assert is_signed_in(client)


def test_trying_earlier_does_not_make_the_wait_longer():
    client, user = Client(), make_person()
    guess(client, user, 5)

    with time_machine.travel(timezone.now() + timedelta(seconds=50)):
        response = guess(client, user, 10)

    assert int(response.headers["Retry-After"]) <= 10


def test_each_further_wrong_password_doubles_the_wait_up_to_a_quarter_of_an_hour():
    client, user, waits = Client(), make_person(), []
    guess(client, user, 4)

    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(6):
            assert guess(client, user, 1).status_code == 200
            waits.append(int(guess(client, user, 1).headers["Retry-After"]))
            clock.shift(waits[-1])

    assert waits == [60, 120, 240, 480, 900, 900]


def test_a_wait_speaks_the_readers_language():
    user = make_person()
    spanish = Client(headers={"accept-language": "es"})

    assert '<html lang="es"' in guess(spanish, user, 6).content.decode()


def test_a_success_forgets_the_wrong_passwords_before_it():
    user = make_person()
    guess(Client(), user, 4)
    sign_in(Client(), user)

    assert guess(Client(), user, 5).status_code == 200


@pytest.mark.usefixtures("behind_a_proxy")
def test_a_stranger_behind_the_same_proxy_does_not_stop_the_owner():
    user, owner = make_person(), browser()
    sign_in(owner, user)
    owner.post(reverse("admin:logout"))

    assert guess(browser(STRANGER), user, 40).status_code == 429
    sign_in(owner, user)

    assert is_signed_in(owner)


@pytest.mark.usefixtures("behind_a_proxy")
def test_a_stranger_who_guesses_every_quarter_of_an_hour_never_stops_the_owners_browser():
    user, owner, now = make_person(), browser(), timezone.now()
    sign_in(owner, user)

    for hours in range(1, 6):
        with time_machine.travel(now + timedelta(hours=hours)):
            guess(browser(f"6.6.6.{hours}"), user, 8)
            owner.post(reverse("admin:logout"))
            sign_in(owner, user)
            assert is_signed_in(owner)


def test_the_browser_next_to_a_guesser_is_not_stopped_either():
    """One clinic, one address: a patient in the waiting room uses up all its tries."""
    user, owner = make_person(), Client()
    sign_in(owner, user)
    owner.post(reverse("admin:logout"))

    for number in range(30):
        named(Client(), f"nobody{number}")
    assert named(Client(), "anybody").status_code == 429
    sign_in(owner, user)

    assert is_signed_in(owner)


def test_a_link_from_the_mail_makes_a_browser_known(mailoutbox):
    user, client = make_person(), Client()
    guess(Client(), user, 6)
    assert sign_in(client, user).status_code == 429

    client.post(reverse("admin_password_reset"), {"email": user.email})
    path = next(line for line in mailoutbox[0].body.split() if "/reset/" in line)
    form = client.get(path.partition("localhost")[2], follow=True)
    new = {"new_password1": "Warm-Stone-77", "new_password2": "Warm-Stone-77"}
    client.post(form.request["PATH_INFO"], new)
    sign_in(client, user, "Warm-Stone-77")

    assert is_signed_in(client)


def test_a_known_browser_is_known_for_its_own_people_alone():
    user, other, client = make_person(), make_person(), Client()
    sign_in(client, user)
    client.post(reverse("admin:logout"))

    guess(Client(REMOTE_ADDR=STRANGER), other, 6)

    assert sign_in(client, other).status_code == 429


def test_who_share_a_computer_are_all_known_there():
    people, client = [make_person() for _ in range(3)], Client()
    for user in people:
        sign_in(client, user)
        client.post(reverse("admin:logout"))

    for user in people:
        guess(Client(REMOTE_ADDR=STRANGER), user, 6)
        sign_in(client, user)
        assert is_signed_in(client)
        client.post(reverse("admin:logout"))


def test_a_new_password_ends_what_other_browsers_were_known_for():
    user, client = make_person(), Client()
    sign_in(client, user)
    client.post(reverse("admin:logout"))
    user.set_password("Warm-Stone-77")
    user.save()

    guess(Client(REMOTE_ADDR=STRANGER), user, 6)

    assert sign_in(client, user, "Warm-Stone-77").status_code == 429


def test_the_browser_in_which_a_password_is_changed_stays_known():
    user, client = make_person(), Client()
    sign_in(client, user)
    new = {"new_password1": "Warm-Stone-77", "new_password2": "Warm-Stone-77"}
    client.post(reverse("admin:password_change"), {"old_password": PASSWORD, **new})
    client.post(reverse("admin:logout"))

    guess(Client(REMOTE_ADDR=STRANGER), user, 6)
    sign_in(client, user, "Warm-Stone-77")

    assert is_signed_in(client)


def test_a_known_browser_cannot_guess_for_ever():
    user, client = make_person(), Client()
    sign_in(client, user)
    client.post(reverse("admin:logout"))

    assert guess(client, user, 8 + 5).status_code == 200
    assert guess(client, user, 1).status_code == 429


@pytest.mark.parametrize("cookie", ["", "x", "e30:1:x", "W1sxLCJhIiwiYiJdXQ:1v:zz"])
def test_a_forged_cookie_knows_nobody(cookie):
    user, client = make_person(), Client()
    guess(Client(), user, 6)

    client.cookies["browser"] = cookie

    assert sign_in(client, user).status_code == 429


def test_the_cookie_of_a_known_browser_is_out_of_reach_for_scripts():
    client = Client()

    sign_in(client, make_person())

    cookie = client.cookies["browser"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == 365 * 24 * 3600


def test_one_password_for_forty_names_is_slowed_and_then_refused(work):
    statuses = [named(Client(), f"person{number}").status_code for number in range(40)]

    assert statuses == [200] * 10 + [429] * 30
    assert work() == 10


def test_a_guesser_of_many_names_waits_longer_and_longer():
    now, taken = timezone.now(), 0
    for second in range(0, 3600, 5):
        with time_machine.travel(now + timedelta(seconds=second), tick=False):
            taken += named(Client(), f"person{second}").status_code == 200

    assert taken <= 20


@pytest.mark.usefixtures("behind_a_proxy")
def test_who_pretends_another_address_each_time_is_counted_as_one():
    statuses = [
        named(browser(STRANGER, before=f"9.9.9.{number}"), f"person{number}").status_code
        for number in range(12)
    ]

    assert statuses[10:] == [429, 429]


def test_without_a_trusted_proxy_the_header_counts_for_nothing():
    for number in range(10):
        named(browser(f"9.9.9.{number}"), f"person{number}")

    assert named(browser("9.9.9.99"), "somebody").status_code == 429


@pytest.mark.usefixtures("behind_a_proxy")
def test_guesses_for_one_name_from_many_addresses_are_counted_together():
    user = make_person()

    statuses = [guess(browser(f"9.9.9.{number}"), user, 1).status_code for number in range(8)]

    assert statuses == [200] * 5 + [429] * 3


@pytest.mark.usefixtures("behind_a_proxy")
def test_writing_a_name_differently_gives_no_further_guesses():
    make_person(username="ines")
    ways = ["ines", "INES", " Ines ", "ｉｎｅｓ", "iNeS", "ines\t", "INes"]

    answers = [named(browser(f"9.9.9.{n}"), way) for n, way in enumerate(ways)]

    assert answers[-1].status_code == 429


def test_who_has_an_own_account_gains_no_guesses_by_signing_in_between():
    own, statuses = make_person(), []
    for number in range(12):
        statuses.append(named(Client(), f"person{number}").status_code)
        sign_in(Client(), own)

    assert 429 in statuses


def test_colleagues_behind_one_address_who_know_their_passwords_are_never_stopped():
    for _ in range(15):
        client = Client()
        sign_in(client, make_person())
        assert is_signed_in(client)


def test_a_refused_guess_costs_no_hashing_and_no_row(work):
    client, user = Client(), make_user(password=make_password(PASSWORD))
    work()
    guess(client, user, 5)
    assert work() == 5
    rows = AttemptCount.objects.count()

    guess(client, user, 10)
    sign_in(client, user)

    assert work() == 0
    assert AttemptCount.objects.count() == rows


@pytest.mark.parametrize(
    "fields", [None, {"password": "!"}, {"is_active": False}, {"is_staff": False}]
)
def test_every_wrong_guess_is_as_much_work_and_the_same_page(work, fields):
    make_user(username="known", password=make_password(PASSWORD))
    if fields is not None:
        make_user(username="asked", **{"password": make_password(PASSWORD), **fields})
    work()

    wrong = named(Client(), "known")
    assert work() == 1
    other = named(Client(), "asked", "wrong" if fields is None else PASSWORD)

    assert work() == 1
    assert other.status_code == wrong.status_code == 200
    assert without_token(other, "asked") == without_token(wrong, "known")


def without_token(response, name):
    page = response.content.decode().replace(f'value="{name}"', "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_when_too_many_passwords_are_being_checked_the_next_is_told_at_once(settings, work):
    settings.PASSWORDS_WAIT_SECONDS = 0
    user, known, client = make_person(), Client(), Client()
    sign_in(known, user)
    known.post(reverse("admin:logout"))
    work()

    with signing_in.a_place(known=False), signing_in.a_place(known=False):
        busy = sign_in(client, user)
        assert work() == 0
        sign_in(known, user)

    assert busy.status_code == 503
    assert busy.headers["Retry-After"] == "5"
    assert "Try again" in busy.content.decode()
    assert is_signed_in(known)
    sign_in(client, user)
    assert is_signed_in(client)


@pytest.mark.django_db(transaction=True)
def test_twenty_wrong_guesses_at_once_are_twenty(work):
    user, start = make_user(password=make_password(PASSWORD)), Barrier(20)
    work()

    def one(_number):
        start.wait()
        try:
            return sign_in(Client(), user, "wrong").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(one, range(20)))

    assert work() <= 5
    assert statuses.count(200) <= 5
    assert statuses.count(429) >= 15 - statuses.count(503)
