"""A trial by lot brought by file: sent, its columns named, judged behind the page, and kept beside the trials there are."""

import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from fenhao.interfaces.jobs import Errand
from fenhao.interfaces.web._forms import Form, new_key, posted
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._imports import UPLOAD_BYTES_MAX, clean_name
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._value_shown import MAY_WORK, work_out
from fenhao.interfaces.web.pages.value_choose import WORK
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble, major_text, parse_amount
from fenhao.runs.mart import trial_address, work_trial
from fenhao.runs.value import (
    TrialLook,
    TrialTable,
    coming_trial,
    keep_trial,
    look_at_trial,
    receive_trial,
    sweep_coming,
)

_PLAIN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
_OUTCOMES = re.compile("spend|revenue|amount|outcome|margin|金额|消费|收入|毛利", re.IGNORECASE)
_CUSTOMERS = re.compile("customer|client|member|household|客户|会员", re.IGNORECASE)


@for_readers(MAY_WORK)
def value_trial(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Take a file, ask what its columns mean, and judge the trial that it is."""
    form = posted(request, here)
    if request.method == "POST" and form.text("act") == "send" and (token := _received(request, form)):
        return HttpResponseRedirect(f"?{urlencode({'file': token})}")
    file = coming_trial(here.book, form.text("file") or request.GET.get("file", ""))
    look = _look(form, file) if file is not None else None
    if request.method == "POST" and form.text("act") == "keep" and file is not None and look is not None:
        code = _kept(form, file, look)
        if code:
            query = urlencode({"campaign": trial_address(code)})
            return HttpResponseRedirect(f"{reverse('web:value_choose')}?{query}")
    facts: dict[str, object] = {
        "problems": form.problems,
        "megabytes": UPLOAD_BYTES_MAX >> 20,
        "key": new_key(),
        "typed": form.typed,
    }
    if file is not None and look is not None:
        arm = form.text("arm") or request.GET.get("arm", "")
        facts |= _columns(form, look, arm) | {"file": file.parent.name, "called": file.name}
    return shown(request, here, "web/value_trial.html", facts, status=422 if form.problems else 200)


def _received(request: HttpRequest, form: Form) -> str:
    """Keep the file that was sent until its columns are named; '' when there is none, said in the form."""
    sent = request.FILES.get("table")
    if not isinstance(sent, UploadedFile) or not sent.size:
        form.wrong("web.trial.no_file", "table")
        return ""
    if sent.size > UPLOAD_BYTES_MAX:
        form.wrong("web.trial.too_large", "table", megabytes=str(UPLOAD_BYTES_MAX >> 20))
        return ""
    sweep_coming(form.here.book, at=form.here.at)
    token = secrets.token_hex(8)
    with (
        receive_trial(form.here.book, token, clean_name(sent.name or "")) as path,
        path.open("xb") as target,
    ):
        for chunk in sent.chunks():
            target.write(chunk)
    return token


def _look(form: Form, file: Path) -> TrialLook | None:
    """Return what the file holds; None where it cannot be read, said in the form."""
    try:
        return look_at_trial(file)
    except Trouble as wrong:
        form.trouble(wrong, "table")
        return None


def _columns(form: Form, look: TrialLook, arm: str) -> dict[str, object]:
    """Return what the page asks about the columns, with what was typed or can be guessed."""
    arms = [each.name for each in look.columns if len(each.values) > 1]
    arm = (
        arm
        if arm in arms
        else next((each for each in arms if not _is_number(look, each)), next(iter(arms), ""))
    )
    numbers = [each.name for each in look.columns if each.is_number and each.name != arm]
    outcome = next((each for each in numbers if _OUTCOMES.search(each)), next(iter(numbers), ""))
    customer = next((each.name for each in look.columns if _CUSTOMERS.search(each.name)), "")
    values = next((each.values for each in look.columns if each.name == arm), ())
    chosen = {"outcome": outcome, "customer": customer, "control": next(iter(values), ""), **form.typed}
    return {
        "rows": f"{look.rows:,}",
        "arms": [(each, each) for each in arms],
        "arm": arm,
        "values": [(each, each) for each in values],
        "costs": [(place, each, form.text(f"cost-{place}")) for place, each in enumerate(values)],
        "numbers": [(each, each) for each in numbers],
        "customers": [("", say("web.trial.row_number", {}, form.here.lang))]
        + [(each.name, each.name) for each in look.columns],
        "covariates": [
            (each.name, form.text(f"x-{place}") == "1") for place, each in enumerate(look.columns)
        ],
        "chosen": chosen,
    }


def _is_number(look: TrialLook, name: str) -> bool:
    return next(each.is_number for each in look.columns if each.name == name)


def _kept(form: Form, file: Path, look: TrialLook) -> str:
    """Keep the trial and send its judging off; '' when something of it does not hold, said in the form."""
    here, name = form.here, form.needed("name", "web.trial.no_name")
    table = TrialTable(
        file,
        form.text("arm"),
        form.text("control"),
        form.text("outcome"),
        tuple(each.name for place, each in enumerate(look.columns) if form.text(f"x-{place}") == "1"),
        form.text("customer"),
        _worth(form),
        _costs(form, look),
        form.text("observed") == "1",
    )
    if (
        len({table.arm, table.outcome}) < 2
        or table.outcome in table.covariates
        or table.arm in table.covariates
    ):
        form.wrong("web.trial.twice", "outcome")
    if form.problems:
        return ""
    code = f"t-{file.parent.name[:10]}"
    try:
        kept = keep_trial(book=here.book, code=code, names=(name, name), table=table, at=here.at)
    except Trouble as wrong:
        form.trouble(wrong)
        return ""

    def work(errand: Errand) -> None:
        """Judge it."""
        work_trial(book=here.book, trial=kept, budget="", contacts_max=-1, at=clock(), advance=errand.advance)

    sweep_coming(here.book, at=here.at, also=file.parent.name)  # a copy is kept with the trial
    back = f"{reverse('web:value_choose')}?{urlencode({'campaign': trial_address(code)})}"
    work_out(here, WORK, work, back=back, typed={"key": form.text("key")})
    return code


def _worth(form: Form) -> float:
    """Return what one of the outcome is worth in whole units of money; 1 where it is money itself."""
    text = form.text("worth") or "1"
    if not _PLAIN.fullmatch(text):
        form.wrong("web.trial.bad_worth", "worth")
        return 1.0
    return float(text)


def _costs(form: Form, look: TrialLook) -> Mapping[str, str]:
    """Return what each arm costs a customer; an arm without a cost costs nothing."""
    values = next((each.values for each in look.columns if each.name == form.text("arm")), ())
    found, digits = {}, form.here.book.digits
    for place, arm in enumerate(values):
        if form.text(f"cost-{place}"):
            found[arm] = major_text(_cost(form, f"cost-{place}", digits=digits), digits=digits)
    return found


def _cost(form: Form, name: str, *, digits: int) -> int:
    """Return a cost in minor units; a problem and 0 when it is none or below nought."""
    try:
        minor = parse_amount(form.text(name), digits=digits)
    except Trouble as wrong:
        form.trouble(wrong, name)
        return 0
    if minor < 0:
        form.wrong("web.trial.bad_cost", name)
        return 0
    return minor
