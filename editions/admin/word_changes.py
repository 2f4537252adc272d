"""What came and went in texts that the browser kept, compared as every other page compares them."""

from django.http import JsonResponse
from django.views.decorators.http import require_POST

from editions.diff.compare import compare_words
from editions.diff.merging import straight


@require_POST
def word_changes(request):
    """For each `before` and the `after` beside it, the runs of words; nothing of them is stored."""
    before, after = (map(straight, request.POST.getlist(name)) for name in ("before", "after"))
    return JsonResponse(
        {"texts": [compare_words(*pair) for pair in zip(before, after, strict=False)]}
    )
