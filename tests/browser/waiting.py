"""Waiting for what no locator can see."""

from tests.browser.conftest import PATIENCE


def until(target, condition: str) -> None:
    """Waits until `condition`, a function in JavaScript, is true of the page, or of that element.

    Playwright's own way asks a second time by `eval`, which our Content-Security-Policy refuses.
    """
    target.evaluate(
        f"""(it) => new Promise((done, fail) => {{
            const look = () => ({condition})(it) ? done() : requestAnimationFrame(look);
            setTimeout(fail, {PATIENCE}, new Error("It never came true."));
            look();
        }})"""
    )
