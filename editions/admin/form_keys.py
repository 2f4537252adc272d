"""What is typed stays in the browser under its form's key, until a success names that form."""

from uuid import UUID

from django.contrib import messages

KEY = "form_key"  # a random number that every opened form carries


def form_key(request) -> UUID | None:
    """The key of the form that was sent; None for none, or for anything else than a key."""
    try:
        return UUID(request.POST.get(KEY, ""))
    except ValueError:
        return None


def saved_tag(request) -> str:
    """The tag of a message by which the browser lets go of what it kept of this form."""
    key = form_key(request)
    return f"saved-{key}" if key else ""


def say_saved(request, words):
    messages.success(request, words, extra_tags=saved_tag(request))
