"""The words that addresses are made of: which may be chosen, and which the site keeps for itself."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

RESERVED = {
    *("admin", "static", "media", "markdownx", "health", "search", "print", "editions"),
    *("brand", "about", "handout", "sitemap", "robots", "preview", "sections", "share", "record"),
    *(code for code, _name in settings.LANGUAGES),
}
validate_key = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
    _("Write small letters, numbers and single hyphens. Example: spinal-stenosis"),
)


def validate_not_reserved(slug):
    if slug in RESERVED:
        raise ValidationError(
            _("“%(slug)s” is used by the site itself. Choose another."), params={"slug": slug}
        )


class AddressField(models.CharField):
    """A word in public addresses: frozen once something was published under it."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 80)
        kwargs["validators"] = [validate_key, validate_not_reserved]
        super().__init__(*args, **kwargs)
