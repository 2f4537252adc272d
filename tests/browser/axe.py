"""What axe-core finds on a page, in every dress: light and dark, on a phone and on a desk.

In the dark on a phone contrasts are asked again only where something seen there has other colours
than in the dark on the desk: where things lie over each other the phone in the light has told.
"""

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.places import too_wide

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]  # nothing else differs in the dark
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
STILL = {"reduced_motion": "reduce"}  # for `visit`: else colours are read on their way to others
# Preload would read the style sheets again, which our own strict policy forbids. Frames have no axe:
# it would wait half a second for each to answer.
ASK = """(rules) => axe.run(
  { runOnly: rules, preload: false, iframes: false, resultTypes: ["violations"] }
).then(
  ({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
)"""

# One text for each element: nothing where it is not seen. Large letters may be paler (WCAG 1.4.3).
LOOKS = """() => [...document.querySelectorAll("body, body *")].map((one) => {
  if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return "";
  return [null, "::before", "::after"].map((part) => {
    const look = getComputedStyle(one, part);
    const isLarge = parseFloat(look.fontSize) >= (look.fontWeight >= 700 ? 18.66 : 24);
    return [isLarge, ...["color", "backgroundColor", "backgroundImage", "opacity",
      "textDecorationLine", "textShadow"].map((name) => look[name])].join();
  }).join();
})"""


def barriers(page) -> list[str]:
    """What stands in somebody's way on this page; empty when nothing does."""
    page.evaluate(AXE_SCRIPT)
    found = []
    page.set_viewport_size(DESK)
    for scheme, rules in {"light": RULES, "dark": OF_COLOUR}.items():
        page.emulate_media(color_scheme=scheme)
        found += _asked(page, f"{scheme}, desk", rules)
    in_the_dark = page.evaluate(LOOKS)
    found += [f"{too_wide(page)} px too wide on the desk"] if too_wide(page) else []

    page.set_viewport_size(PHONE)
    if _has_other_looks(page.evaluate(LOOKS), in_the_dark):
        found += _asked(page, "dark, phone", OF_COLOUR)
    page.emulate_media(color_scheme="light")
    found += _asked(page, "light, phone", RULES)
    return found + ([f"{too_wide(page)} px too wide on a phone"] if too_wide(page) else [])


def _has_other_looks(here, there):
    """Whether anything seen here looks otherwise there, or is not seen there."""
    return len(here) != len(there) or any(a and a != b for a, b in zip(here, there, strict=True))


def _asked(page, dress, rules):
    return [f"{dress}: {text}" for text in page.evaluate(ASK, rules)]


def barriers_at(page, addresses) -> dict[str, list[str]]:
    """{address: what was found there}, without those where nothing was."""
    found = {}
    for address in addresses:
        page.goto(address)
        found[address] = barriers(page)
    return only(found)


def only(found):
    return {place: what for place, what in found.items() if what}
