"""A cache in front, which follows RFC 9111, never shows an old page after a moment that was known."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import httpx
import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from hishel import CacheOptions, SqliteStorage
from hishel.httpx import CacheTransport

from clinics.draft.publishing import publish_network
from clinics.models import CostItem
from tests.clinics.patients import make_shown
from tests.factories import make_operator, publish_guide, publish_the_clinic

PAGES = ["/", "/ridge/", "/es/ridge/", "/ridge/shots/", "/ridge/shots/cost/", "/ridge/shots/print/"]
AN_HOUR = 3600


class Site(httpx.BaseTransport):
    """The site behind the cache; counts what comes through."""

    asked = 0

    def handle_request(self, request):
        self.asked += 1
        response = Client().get(request.url.raw_path.decode(), headers=dict(request.headers))
        now = format_datetime(timezone.now().astimezone(UTC), usegmt=True)  # servers add it
        return httpx.Response(
            response.status_code,
            headers={**response.headers, "Date": now},
            content=response.content,
        )


class Reader:
    """Somebody behind a cache that many share, or (`shared=False`) with a browser's own."""

    def __init__(self, folder, *, shared=True):
        self.site = Site()
        storage = SqliteStorage(database_path=folder / "cache.sqlite3")
        cache = CacheTransport(self.site, storage, rfc=CacheOptions(shared=shared))
        self.browser = httpx.Client(transport=cache, base_url="http://localhost")

    def read(self, path):
        """(the page, whether the site was asked for it)"""
        before = self.site.asked
        response = self.browser.get(path)
        assert response.status_code == 200, path
        return response.text, self.site.asked > before


@pytest.fixture(scope="module", autouse=True)
def once(made):
    return made(make_at_nine)


def make_at_nine():
    with at(9):
        return make_shown()


@pytest.fixture
def shown(once, db, settings):
    """At ten in the morning of the clinic; the cache may keep pages for an hour."""
    settings.CDN_SECONDS = AN_HOUR
    with at(10):
        yield once()


def at(hour, minute=0, second=0, day=1):
    return there(2027, 3, day, hour, minute, second)


def there(*parts):
    """A moment on the clinic's own clock."""
    moment = datetime(*parts, tzinfo=ZoneInfo("America/New_York"))
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def reader(tmp_path):
    reader = Reader(tmp_path)
    yield reader
    reader.browser.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_kept_for_the_time_that_was_set_and_no_longer(shown, reader, path):
    with at(10):
        first, _asked = reader.read(path)
    with at(10, 59):
        assert reader.read(path) == (first, False)
    with at(11, 0, 1):
        assert reader.read(path) == (first, True)


@pytest.mark.parametrize("path", PAGES)
def test_without_a_setting_the_site_is_asked_each_time(shown, reader, settings, path):
    settings.CDN_SECONDS = 0
    with at(10):
        assert reader.read(path)[1]
        assert reader.read(path)[1]


@pytest.mark.parametrize("path", PAGES)
def test_a_browser_asks_each_time(shown, tmp_path, path):
    reader = Reader(tmp_path, shared=False)
    with at(10):
        assert reader.read(path)[1]
        assert reader.read(path)[1]
    reader.browser.close()


def later(**change):
    """A moment that an edition waits for, and what it changes."""
    return timezone.now() + timedelta(**change)


def the_clinic_waits(shown):
    _text, clinic, _other = shown
    clinic.name = "A new name"
    clinic.save()
    publish_the_clinic(clinic, live_from=later(minutes=20))


def the_text_waits(shown):
    text, _clinic, _other = shown
    text.title = "A new name"
    text.save()
    publish_guide(text, live_from=later(minutes=20))


def the_network_waits(shown):
    _text, clinic, _other = shown
    network = clinic.cost_items.get().service.network
    network.name = "A new name"
    network.save()
    publish_network(
        network, by=make_operator(), override="published in a test", live_from=later(minutes=20)
    )


@pytest.mark.parametrize(
    ("waits", "paths"),
    [
        (the_clinic_waits, PAGES),
        (the_text_waits, PAGES[1:]),
        (the_network_waits, PAGES),
    ],
)
def test_what_waits_for_its_moment_is_seen_from_that_moment_on(shown, reader, waits, paths):
    with at(10):
        waits(shown)
        before = {path: reader.read(path)[0] for path in paths}
    with at(10, 19, 59):
        assert {path: reader.read(path) for path in paths} == {
            path: (page, False) for path, page in before.items()
        }
    with at(10, 20):
        for path in paths:
            page, _asked = reader.read(path)
            assert "A new name" in page, path
            assert "A new name" not in before[path], path


def test_what_ends_with_the_day_is_gone_at_midnight_of_the_clinic(shown, reader):
    _text, clinic, _other = shown
    CostItem.objects.update(valid_until=datetime(2027, 3, 1).date())  # noqa: DTZ001
    publish_the_clinic(clinic)

    with at(23, 30):
        assert "$400" in reader.read("/ridge/shots/cost/")[0]
    with at(23, 59, 59):
        assert "$400" in reader.read("/ridge/shots/cost/")[0]
    with at(0, day=2):
        assert "$400" not in reader.read("/ridge/shots/cost/")[0]


def test_an_overdue_part_folds_at_midnight_of_the_clinic(shown, reader):
    """Its review was due on 1 March 2029, and the grace of six months ends with 1 September."""
    text, _clinic, _other = shown
    assert text.signatures.first().next_review == datetime(2029, 3, 1).date()  # noqa: DTZ001

    with there(2029, 9, 1, 23, 30):
        assert "overdue for review" not in reader.read("/ridge/shots/benefits/")[0]
    with there(2029, 9, 1, 23, 59, 59):
        page, was_asked = reader.read("/ridge/shots/benefits/")
        assert ("overdue for review" in page, was_asked) == (False, False)
    with there(2029, 9, 2, 0):
        assert "overdue for review" in reader.read("/ridge/shots/benefits/")[0]


def test_the_paper_has_no_longer_life_than_the_page(shown, reader):
    with at(23, 30):
        paper = reader.browser.get("/ridge/shots/handout.pdf")
    assert paper.headers["Cache-Control"].endswith(f"s-maxage={30 * 60}")
