"""What is typed stays in the browser under its form's key, until a success names that form.

What came and went in such a text is compared here, as every other page compares words.
"""

from uuid import UUID

from django.contrib import messages
from django.http import JsonResponse
from django.views.decorators.http import require_POST

from editions.diff.compare import compare_words
from editions.diff.merging import straight

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


@require_POST
def word_changes(request):
    """For each `before` and the `after` beside it, the runs of words; nothing of them is stored."""
    before, after = (map(straight, request.POST.getlist(name)) for name in ("before", "after"))
    return JsonResponse(
        {"texts": [compare_words(*pair) for pair in zip(before, after, strict=False)]}
    )
