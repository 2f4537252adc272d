"""What axe-core finds on a page, in every dress: light and dark, on a phone and on a desk."""

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.places import too_wide

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]  # nothing else differs in the dark
DRESSES = [("light", RULES), ("dark", OF_COLOUR)]
SIZES = [{"width": 1280, "height": 900}, {"width": 320, "height": 640}]
STILL = {"reduced_motion": "reduce"}  # for `visit`: else colours are read on their way to others
# Preload would read the style sheets again, which our own strict policy forbids.
ASK = """(rules) => axe.run({ runOnly: rules, preload: false, resultTypes: ["violations"] }).then(
  ({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
)"""


def barriers(page) -> list[str]:
    """What stands in somebody's way on this page; empty when nothing does."""
    found = []
    page.evaluate(AXE_SCRIPT)
    for size in SIZES:
        page.set_viewport_size(size)
        found += [f"{too_wide(page)} px too wide at {size['width']}"] if too_wide(page) else []
        for scheme, rules in DRESSES:
            page.emulate_media(color_scheme=scheme)
            found += [f"{scheme}, {size['width']}: {text}" for text in page.evaluate(ASK, rules)]
    return found


def barriers_at(page, addresses) -> dict[str, list[str]]:
    """{address: what was found there}, without those where nothing was."""
    found = {}
    for address in addresses:
        page.goto(address)
        found[address] = barriers(page)
    return only(found)


def only(found):
    return {place: what for place, what in found.items() if what}
