"""The eyes of the other tests: what is wrong in one dress or one size alone is seen there too."""

import pytest

from tests.browser.axe import STILL, barriers

pytestmark = pytest.mark.browser
ON_A_PHONE = "@media (max-width: 400px)"
IN_THE_DARK = "@media (prefers-color-scheme: dark)"
PAGE = """<!doctype html><html lang="en"><head><title>A page</title><style>
  :root {{ color-scheme: light dark; }}
  button {{ width: 60px; height: 60px; }}
  .phone {{ display: none; }}
  {}
</style></head><body><main><h1>A page</h1>
<p>Some words.</p><div id="box">{}</div>
<button>1</button><button>2</button><button class="phone"></button></main></body></html>"""
MANY = "<p>Words and words.</p>" * 20
WRONG = {
    "nothing": ("", None),
    "pale": ("p { color: #ccc; background: #fff; }", "light, desk: color-contrast"),
    "pale on a phone": (
        ON_A_PHONE + "{ p { color: #ccc; background: #fff; } }",
        "light, phone: color-contrast",
    ),
    "pale in the dark": (
        IN_THE_DARK + "{ p { color: #333; background: #000; } }",
        "dark, desk: color-contrast",
    ),
    "pale in the dark on a phone": (
        f"{ON_A_PHONE} {{ {IN_THE_DARK} {{ p {{ color: #333; background: #000; }} }} }}",
        "dark, phone: color-contrast",
    ),
    "a place without a name on a phone": (
        ON_A_PHONE + "{ .phone { display: inline; } }",
        "light, phone: button-name",
    ),
    "places too near on a phone": (
        ON_A_PHONE + "{ button { width: 12px; height: 12px; padding: 0; margin: 0; border: 0; } }",
        "light, phone: target-size",
    ),
    "what cannot be scrolled by keyboard on a phone": (
        ON_A_PHONE + "{ #box { height: 40px; overflow-y: scroll; } }",
        "light, phone: scrollable-region-focusable",
    ),
    "too wide on a phone": (ON_A_PHONE + "{ #box { width: 700px; } }", "px too wide on a phone"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_seen_where_it_is(browser, what):
    style, expected = WRONG[what]
    page = browser.new_page(**STILL)
    page.set_content(PAGE.format(style, MANY))

    found = barriers(page)
    page.close()

    assert (found == []) if expected is None else any(expected in line for line in found), found
