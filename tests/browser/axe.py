"""What axe-core finds on a page, in every dress: light and dark, on a phone and on a desk.

On the phone only what can differ there is asked again: where all looks as it does on the desk (what
is seen, its colours, its letters), that is what depends on places; else everything.
"""

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.places import too_wide

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]  # nothing else differs in the dark
OF_PLACE = ["color-contrast", "scrollable-region-focusable", "target-size"]
DRESSES = [("light", RULES, OF_PLACE), ("dark", OF_COLOUR, [])]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
STILL = {"reduced_motion": "reduce"}  # for `visit`: else colours are read on their way to others
# Preload would read the style sheets again, which our own strict policy forbids.
ASK = """(rules) => axe.run({ runOnly: rules, preload: false, resultTypes: ["violations"] }).then(
  ({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
)"""

LOOKS = """() => [...document.querySelectorAll("body, body *")].map((one) => {
  const seen = one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const parts = seen ? [null, "::before", "::after"] : [];
  return parts.map((part) => {
    const look = getComputedStyle(one, part);
    return ["color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight",
      "textDecorationLine", "textShadow", "content"].map((name) => look[name]).join();
  }).join();
}).join("|")"""


def barriers(page) -> list[str]:
    """What stands in somebody's way on this page; empty when nothing does."""
    page.evaluate(AXE_SCRIPT)
    looks = _on_the_desk(page, found := [])
    _on_a_phone(page, found, looks)
    return found


def _on_the_desk(page, found):
    """Everything, once; gives how it looks in each colour scheme."""
    looks = {}
    page.set_viewport_size(DESK)
    for scheme, rules, _of_place in DRESSES:
        page.emulate_media(color_scheme=scheme)
        looks[scheme] = page.evaluate(LOOKS)
        found += _asked(page, f"{scheme}, desk", rules)
    found += [f"{too_wide(page)} px too wide on the desk"] if too_wide(page) else []
    return looks


def _on_a_phone(page, found, looks):
    page.set_viewport_size(PHONE)
    for scheme, rules, of_place in DRESSES:
        page.emulate_media(color_scheme=scheme)
        same = page.evaluate(LOOKS) == looks[scheme]
        found += _asked(page, f"{scheme}, phone", of_place if same else rules)
    found += [f"{too_wide(page)} px too wide on a phone"] if too_wide(page) else []


def _asked(page, dress, rules):
    return [f"{dress}: {text}" for text in page.evaluate(ASK, rules)] if rules else []


def barriers_at(page, addresses) -> dict[str, list[str]]:
    """{address: what was found there}, without those where nothing was."""
    found = {}
    for address in addresses:
        page.goto(address)
        found[address] = barriers(page)
    return only(found)


def only(found):
    return {place: what for place, what in found.items() if what}
