"""A real Chromium. What nobody would report fails the test: console errors, off-site requests."""

import os
import re
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Error, expect, sync_playwright

from staff.models import User

NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
# No name but ours resolves. Playwright's own way to block would also turn off the browser's cache.
NOWHERE_ELSE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"
FLAGS = ["--no-sandbox", "--disable-gpu", NOWHERE_ELSE]
PATIENCE = 20_000  # milliseconds, for a busy machine; what is there is seen at once
expect.set_options(timeout=PATIENCE)


def chromium():
    """Where Chromium is. A missing one fails: a skipped browser test would say nothing."""
    wanted = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else NAMES
    found = next(filter(None, map(shutil.which, wanted)), None)
    if found is None:
        pytest.fail(f"No Chromium ({', '.join(wanted)}). Install one or say where: CHROMIUM=/path")
    return found


@pytest.fixture(scope="session", autouse=True)
def kept_styles():
    """Browsers keep style sheets and scripts, as in production; else each page asks for twenty."""
    serve = StaticFilesHandler.serve

    def served(self, request):
        response = serve(self, request)
        response.headers["Cache-Control"] = "max-age=3600"
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", served)
        yield


@pytest.fixture(scope="module")
def browser():
    """For one module: playwright's loop must have ended before other modules run."""
    path = chromium()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # that loop runs in the tests' own thread
        chromium_itself = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium_itself
        chromium_itself.close()


@pytest.fixture
def visit(browser, live_server, transactional_db, client_of):
    """A function of a user (None: a patient): a page in a browser of that person's own.

    `page.expected` lists what may stand in the console: part of the words of each error.
    """
    pages = []
    elsewhere = re.compile(f"^(http|ws)s?://(?!{re.escape(urlsplit(live_server.url).netloc)}/)")

    def begin(user=None, **options):
        context = browser.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(PATIENCE)
        if user:
            context.add_cookies([session_of(client_of(user), live_server.url)])
        pages.append(watched(context.new_page(), elsewhere))
        return pages[-1]

    yield begin
    for page in pages:
        print(where_it_stood(page))  # noqa: T201 (pytest shows it when the test has failed)
        page.context.close()
    assert [error for page in pages for error in unexpected(page)] == []


@pytest.fixture
def page(visit):
    """A patient's browser."""
    return visit()


@pytest.fixture(scope="session")
def copy_of_demo():
    """An SQLite database in memory: the demo content as it was loaded first."""
    with closing(sqlite3.connect(":memory:")) as copy:
        yield copy


@pytest.fixture
def demo(transactional_db, copy_of_demo):
    """The demo content; a function of a username: that person."""
    connection.ensure_connection()
    if copy_of_demo.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,):
        with time_machine.travel(timezone.now() - timedelta(hours=1), tick=True):
            call_command("load_demo", stdout=StringIO())  # before any of the tests begins
        connection.connection.backup(copy_of_demo)
    else:
        copy_of_demo.backup(connection.connection)
    return lambda name: User.objects.get(username=name)


def session_of(client, address):
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}


def watched(page, elsewhere):
    """The page, noting in `page.problems` whatever goes wrong in it."""
    page.problems, page.expected = [], []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda m: m.type == "error" and page.problems.append(m.text))
    page.on("request", lambda r: elsewhere.match(r.url) and page.problems.append(r.url))
    return page


def where_it_stood(page):
    with suppress(Error):  # a page that has gone
        return f"{page.url}\n{page.problems}\n{page.locator('body').inner_text(timeout=1000)}"


def unexpected(page):
    return [text for text in page.problems if not any(part in text for part in page.expected)]
