"""A person's answer to what an agent proposed: filed under the own name, or set aside."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.books.proposals import operations as proposals
from fenhao.interfaces.web._acts import acting
from fenhao.interfaces.web._forms import go, posted, told
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import explain_trouble
from fenhao.kernel import Trouble


@require_POST
@for_readers(Right.see)
def proposal_answer(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """File a proposal or set it aside; what the books refuse is told above the inbox."""
    form, number = posted(request, here), here.number("number")
    act = form.text("act")
    if act not in {"file", "aside"}:
        raise Http404
    try:
        if act == "file":
            made = proposals.file(number, book=here.book, by=acting(here), at=here.at)
            told(request, here, "web.proposals.filed", made=made)
        else:
            proposals.set_aside(number, why=form.text("why"), by=acting(here), at=here.at)
            told(request, here, "web.proposals.set_aside")
    except Trouble as trouble:
        messages.error(request, explain_trouble(trouble, here.lang))
    return go("inbox")
