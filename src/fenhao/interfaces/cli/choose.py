"""``fenhao choose``: what a trial says of its arms, and whom to spend on under a budget."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from rich.table import Table

from fenhao.engine.value.choice import Estimate, Verdict
from fenhao.interfaces.cli._books import Function, json_option, say_json
from fenhao.interfaces.cli._frame import Frame
from fenhao.kernel import Trouble, grouped_text
from fenhao.runs.book import whole_file
from fenhao.runs.mart import work_trial
from fenhao.runs.value import Choice, ChoiceRules, TrialTable, choose_customers, keep_trial


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    def said(name: str) -> str:
        return frame.word(f"cli.choose.{name}")

    @click.command("choose", help=said("help"))
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--arm", required=True, help=said("arm"))
    @click.option("--control", required=True, help=said("control"))
    @click.option("--outcome", required=True, help=said("outcome"))
    @click.option("--worth", default=1.0, show_default=True, help=said("worth"))
    @click.option("--covariates", default="", help=said("covariates"))
    @click.option("--customer", default="", help=said("customer"))
    @click.option("--cost", "costs", multiple=True, help=said("cost"))
    @_rule_options(frame)
    @click.option("--observed", is_flag=True, help=said("observed"))
    @click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help=said("seed"))
    @click.option("--out", type=click.Path(path_type=Path), help=said("out"))
    @click.option("--keep", default="", help=said("keep"))
    @click.option("--name", "keep_name", default="", help=said("keep_name"))
    @json_option(frame)
    def choose(
        file: Path,
        arm: str,
        control: str,
        outcome: str,
        worth: float,
        covariates: str,
        customer: str,
        costs: tuple[str, ...],
        budget: str,
        caps: tuple[str, ...],
        contacts_max: int,
        tier: str,
        tier_rules: tuple[str, ...],
        contacted: str,
        contacted_max: int,
        targets: Path | None,
        observed: bool,
        seed: int,
        out: Path | None,
        keep: str,
        keep_name: str,
        as_json: bool,
    ) -> int:
        book = frame.book()
        trial = TrialTable(
            file, arm, control, outcome, _names(covariates), customer, worth, dict(_pairs(costs)), observed
        )
        rules = _rules(targets, budget, caps, contacts_max, tier, tier_rules, contacted, contacted_max)
        with frame.steps() as steps:
            found = choose_customers(trial=trial, rules=rules, digits=book.digits, seed=seed, advance=steps)
        if as_json:
            _say(found)
        else:
            _show(frame, found, digits=book.digits)
        if out is not None:
            _write(frame, found, out, digits=book.digits)
            if not as_json:
                frame.print("cli.choose.written", {"file": str(out)})
        if keep:
            arms = tuple((each.arm, each.arm, each.arm) for each in found.effects)
            _keep(frame, trial, arms, code=keep, name=keep_name or keep, said=not as_json)
        return 0

    return choose


def _rules(
    targets: Path | None,
    budget: str,
    caps: tuple[str, ...],
    contacts_max: int,
    tier: str,
    tier_rules: tuple[str, ...],
    contacted: str,
    contacted_max: int,
) -> ChoiceRules:
    """Return what the choice must keep to, from the options in their order."""
    return ChoiceRules(
        targets,
        budget,
        {name: _whole(most) for name, most in _pairs(caps)},
        contacts_max,
        tier,
        {name: _names(arms) for name, arms in _pairs(tier_rules)},
        contacted,
        contacted_max,
    )


def _keep(
    frame: Frame,
    trial: TrialTable,
    arms: tuple[tuple[str, str, str], ...],
    *,
    code: str,
    name: str,
    said: bool,
) -> None:
    """Keep the trial for the pages, and work out what they show of it."""
    book, at = frame.book(), frame.now()
    kept = keep_trial(book=book, code=code, names=(name, name), table=trial, arms=arms, at=at)
    with frame.steps() as steps:
        work_trial(book=book, trial=kept, budget="", contacts_max=-1, at=at, advance=steps)
    if said:
        frame.print("cli.choose.kept", {"code": code})


def _rule_options(frame: Frame) -> Callable[[Function], Function]:
    """Return the options that say what a choice must keep to."""

    def said(name: str) -> str:
        return frame.word(f"cli.choose.{name}")

    options = (
        click.option("--budget", default="", help=said("budget")),
        click.option("--cap", "caps", multiple=True, help=said("cap")),
        click.option("--contacts-max", default=-1, type=click.IntRange(-1), help=said("contacts_max")),
        click.option("--tier", default="tier", show_default=True, help=said("tier")),
        click.option("--tier-rule", "tier_rules", multiple=True, help=said("tier_rule")),
        click.option("--contacted", default="", help=said("contacted")),
        click.option(
            "--contacted-max",
            default=1,
            show_default=True,
            type=click.IntRange(1),
            help=said("contacted_max"),
        ),
        click.option("--targets", type=click.Path(path_type=Path), help=said("targets")),
    )

    def added(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return added


def _names(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


def _pairs(given: Sequence[str]) -> list[tuple[str, str]]:
    """Return name and value of each ``name=value``."""
    for each in given:
        if "=" not in each:
            raise Trouble("choose.pair_wrong", {"value": each, "example": "mail=0.12"})
    return [(name.strip(), value.strip()) for name, _, value in (each.rpartition("=") for each in given)]


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise Trouble("choose.pair_wrong", {"value": text, "example": "call=500"})
    return int(text)


def _show(frame: Frame, found: Choice, *, digits: int) -> None:
    """Print the verdict, what it rests on, and what was chosen."""
    lot = "cli.choose.by_lot" if found.by_lot else "cli.choose.not_by_lot"
    frame.print(lot, {"count": f"{found.customers:,}"})
    frame.print(f"verdict.{found.verdict.value}", {"best": found.best}, style="bold")
    _show_arms(frame, found, digits=digits)
    _show_personal(frame, found, digits=digits)
    money = {
        "count": f"{len(found.chosen):,}",
        "targets": f"{found.targets:,}",
        "cost": grouped_text(found.cost_minor, digits=digits),
        "gain": _money(found.gain_minor, digits),
    }
    frame.print("cli.choose.result", money, style="bold")
    if not found.chosen:
        return
    details = {"gap": f"{found.gap:.3%}", "price": f"{found.shadow_price:.2f}"}
    frame.print("cli.choose.exact" if found.exact else "cli.choose.gap", details)
    names = ("budget_column", "customers", "gain", "price")
    table = _table(frame, "title_curve", names)
    for point in found.curve:
        table.add_row(
            grouped_text(point.budget, digits=digits),
            f"{point.customers:,}",
            _money(point.gain, digits),
            f"{point.price:.2f}",
        )
    frame.out.print(table)


def _show_arms(frame: Frame, found: Choice, *, digits: int) -> None:
    table = _table(
        frame,
        "title_arms",
        ("arm_name", "customers", "effect", "net", "pays"),
        {"control": found.control},
    )
    for each in found.effects:
        table.add_row(
            each.arm,
            f"{each.customers:,}",
            _interval(each.effect, digits),
            _interval(each.net, digits),
            frame.word("cli.choose.yes" if each.pays else "cli.choose.no"),
        )
    frame.out.print(table)


def _show_personal(frame: Frame, found: Choice, *, digits: int) -> None:
    table = _table(frame, "title_personal", ("over", "gain", "share"))
    for each, (_, share) in zip(found.personal, found.personal_shares, strict=True):
        table.add_row(each.over, _interval(each.gain, digits), f"{share:.1%}")
    frame.out.print(table)
    if found.visible_minor and found.verdict is not Verdict.personalising_pays:
        frame.print("verdict.visible", {"gain": _money(found.visible_minor, digits)})


def _table(frame: Frame, title: str, names: Sequence[str], details: dict[str, str] | None = None) -> Table:
    table = Table(
        box=None,
        header_style="bold",
        title=frame.word(f"cli.choose.{title}", details),
        title_justify="left",
    )
    for place, name in enumerate(names):
        table.add_column(frame.word(f"cli.choose.{name}"), justify="right" if place else "left")
    return table


def _interval(held: Estimate, digits: int) -> str:
    """Return an estimate in major units with its interval."""
    return f"{_money(held.mid, digits)} [{_money(held.low, digits)}, {_money(held.high, digits)}]".replace(
        "[", "("
    ).replace("]", ")")


def _money(minor: float, digits: int) -> str:
    """Return an estimate in major units; an estimate per customer needs more decimals than a price."""
    return f"{minor / 10**digits:,.{digits + (2 if abs(minor) < 1000 else 0)}f}"


def _say(found: Choice) -> None:
    """Print everything as one JSON object; the list of customers goes into --out."""
    say_json(
        {
            "verdict": found.verdict,
            "customers": found.customers,
            "by_lot": found.by_lot,
            "control": found.control,
            "best": found.best,
            "arms": [
                {
                    "arm": each.arm,
                    "customers": each.customers,
                    "effect_minor": _bounds(each.effect),
                    "net_minor": _bounds(each.net),
                    "pays": each.pays,
                }
                for each in found.effects
            ],
            "personal": [{"over": each.over, "gain_minor": _bounds(each.gain)} for each in found.personal],
            "visible_minor_estimate": found.visible_minor,
            "chosen": len(found.chosen),
            "cost_minor": found.cost_minor,
            "expected_minor_estimate": found.gain_minor,
            "gap": found.gap,
            "exact": found.exact,
            "shadow_price": found.shadow_price,
            "curve": [
                {
                    "budget_minor": each.budget,
                    "customers": each.customers,
                    "expected_minor_estimate": each.gain,
                }
                for each in found.curve
            ],
        }
    )


def _bounds(held: Estimate) -> list[float]:
    return [held.low, held.mid, held.high]


def _write(frame: Frame, found: Choice, path: Path, *, digits: int) -> None:
    """Write the list; a half-written one is never left behind."""
    with whole_file(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as opened:
        out = csv.writer(opened)
        names = ("customer_id", "arm_name", "cost_column", "gain_column")
        out.writerow([frame.word(f"cli.choose.{name}") for name in names])
        for each in found.chosen:
            cost = f"{each.cost_parts / 1000 / 10**digits:.{digits + 3}f}"
            out.writerow([each.customer_id, each.arm, cost, _money(each.gain_minor, digits).replace(",", "")])
