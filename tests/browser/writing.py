"""What the browser tests of the editor share: its parts, as somebody who writes finds them."""

from io import BytesIO

from PIL import Image

from tests.factories import make_guide_editor


def opened(visit, row, user=None, **options):
    model = row._meta
    page = visit(user or make_guide_editor(), **options)
    page.goto(f"/admin/{model.app_label}/{model.model_name}/{row.pk}/change/")
    return page


def text_of(page):
    return page.get_by_role("textbox", name="Text:")


def preview_of(page):
    return page.frame_locator("iframe[title='Preview of the public page']").locator(".prose")


def save(page):
    """By key: where a preview arrives between the two halves of a click, the button has moved away."""
    page.get_by_role("button", name="Save", exact=True).press("Enter")


def status_of(page):
    return page.locator("[data-status]")


def picture(name="knee.png", colour="red"):
    file = BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "png")
    return {"name": name, "mimeType": "image/png", "buffer": file.getvalue()}


def choose(page, *files):
    page.locator("[data-picture]").set_input_files(list(files))
