"""``fenhao split``: the split of a year's variable budget with the most expected value, and what one more yuan brings in each place."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.table import Table

from fenhao.engine.value.spending import Estimate, Rule, Split
from fenhao.interfaces.cli._books import json_option, say_json
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.kernel import Trouble, grouped_text, parse_amount
from fenhao.runs.book import whole_file
from fenhao.runs.planning import SplitAsked, SplitMade, TrialOfProgramme, best_split, keep_split
from fenhao.warehouse import Engine


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    def said(name: str) -> str:
        return frame.word(f"cli.split.{name}")

    @click.command("split", help=said("help"))
    @click.option("--period", "label", default="", help=said("period"))
    @click.option("--budget", default="", help=said("budget_option"))
    @click.option("--band", default=10, show_default=True, type=click.IntRange(0, 100), help=said("band"))
    @click.option("--used", default=90, show_default=True, type=click.IntRange(0, 100), help=said("used"))
    @click.option("--times", default=200, show_default=True, type=click.IntRange(1, 1000), help=said("times"))
    @click.option("--least", multiple=True, help=said("least"))
    @click.option("--most", multiple=True, help=said("most"))
    @click.option("--experiment", "experiments", multiple=True, help=said("experiment"))
    @click.option("--out", type=click.Path(path_type=Path), help=said("out"))
    @json_option(frame)
    def split(
        label: str,
        budget: str,
        band: int,
        used: int,
        times: int,
        least: tuple[str, ...],
        most: tuple[str, ...],
        experiments: tuple[str, ...],
        out: Path | None,
        as_json: bool,
    ) -> int:
        book = frame.book()
        budget_minor = parse_amount(budget, digits=book.digits) if budget else -1
        if budget and budget_minor <= 0:
            raise Trouble("split.budget_not_positive", {"budget": budget})
        asked = SplitAsked(
            label=label,
            budget_minor=budget_minor,
            band=band,
            used=used,
            times=times,
            least=_bounds(least, book.digits),
            most=_bounds(most, book.digits),
            experiments=tuple(map(_experiment, experiments)),
        )
        at = frame.now()
        with frame.steps() as steps:
            made = best_split(book=book, asked=asked, at=at, engine=Engine.duckdb, advance=steps)
        keep_split(book=book, made=made, at=at)
        if as_json:
            for line in _lines(made):
                say_json(line)
        else:
            _show(frame, made, digits=book.digits)
        if out is not None and made.robust is not None:
            _write(frame, made, out, digits=book.digits)
        return 0 if made.clash is None else EXIT_CHECK_FAILED

    return split


def _bounds(given: Sequence[str], digits: int) -> tuple[tuple[str, str, int], ...]:
    """Return tier, programme and amount of each ``A/coupons=1000``, or ``coupons=1000`` for all tiers."""
    found = []
    for each in given:
        name, equals, amount = each.rpartition("=")
        if not equals or not name:
            raise Trouble("choose.pair_wrong", {"value": each, "example": "A/benefits=1000"})
        tier, _, programme = name.rpartition("/")
        found.append((tier.strip(), programme.strip(), parse_amount(amount, digits=digits)))
    return tuple(found)


def _experiment(given: str) -> TrialOfProgramme:
    """Return trial, arm, tier and programme of ``spring:mail=A/activities`` or ``spring:mail=activities``."""
    trial, equals, place = given.partition("=")
    code, colon, arm = trial.partition(":")
    if not equals or not colon:
        raise Trouble("choose.pair_wrong", {"value": given, "example": "spring:mail=activities"})
    tier, _, programme = place.rpartition("/")
    return TrialOfProgramme(code.strip(), arm.strip(), tier.strip(), programme.strip())


def split_rule_sentence(rule: Rule, made: SplitMade, *, frame: Frame, digits: int) -> str:
    """Return a rule in words."""
    return frame.word(
        f"split_rule.{rule.code.value}",
        {
            "tier": rule.tier,
            "programme": _name(frame, made, rule.programme),
            "amount": grouped_text(rule.minor, digits=digits),
        },
    )


def _name(frame: Frame, made: SplitMade, programme: str) -> str:
    names = {code: zh if frame.lang == "zh" else en for code, zh, en in made.names}
    return names.get(programme, programme)


def _show(frame: Frame, made: SplitMade, *, digits: int) -> None:
    """Print the clash, or both splits with what they bring, and one more yuan in each place."""

    def money(minor: int | float) -> str:
        return grouped_text(int(minor), digits=digits)

    frame.print("cli.split.budget", {
        "label": made.label,
        "weeks": str(made.weeks),
        "budget": money(made.budget_minor),
        "reserve": money(made.reserve_minor),
        "currency": made.currency,
    })  # fmt: skip
    if made.clash is not None:
        frame.print("cli.split.clash", {"missing": money(made.clash.missing_minor)}, style="bold")
        for rule in made.clash.rules:
            frame.out.print("  · " + split_rule_sentence(rule, made, frame=frame, digits=digits))
        return
    table = Table(box=None, header_style="bold")
    names = ("tier", "programme", "spent", "one_more", "evidence", "robust", "best")
    for place, name in enumerate(names):
        table.add_column(
            frame.word(f"cli.split.{name}"), justify="right" if place in (2, 3, 5, 6) else "left"
        )
    assert made.best is not None
    assert made.robust is not None
    for place, each in enumerate(made.cells):
        table.add_row(
            each.cell.tier,
            _name(frame, made, each.cell.programme),
            money(each.spent_minor),
            _interval(each.marginal_now),
            frame.word(f"split_evidence.{each.evidence.value}"),
            money(made.robust.amounts[place]),
            money(made.best.amounts[place]),
        )
    frame.out.print(table)
    for name, held in (("robust", made.robust), ("best", made.best)):
        more = profit_over_last(held, made)
        frame.print(f"cli.split.brings_{name}", {
            "gain": money(more.mid),
            "low": money(more.low),
            "high": money(more.high),
            "more": f"{held.more:.2f}",
        }, style="bold" if name == "robust" else "")  # fmt: skip
    for binding in made.robust.binding[:5]:
        read = split_rule_sentence(binding.rule, made, frame=frame, digits=digits)
        frame.print("cli.split.binding", {"rule": read, "price": f"{binding.price:.2f}"})
    frame.print("cli.split.estimates")


def profit_over_last(held: Split, made: SplitMade) -> Estimate:
    """Return what a split is expected to bring after its spending, over the past year's split carried to this budget."""
    whole = made.budget_minor - made.reserve_minor
    saved = whole - sum(held.amounts)
    gain = held.over_last
    return Estimate(gain.low + saved, gain.mid + saved, gain.high + saved)


def _interval(held: Estimate) -> str:
    return f"{held.mid:.2f} ({held.low:.2f}–{held.high:.2f})"


def _lines(made: SplitMade) -> Iterator[dict[str, object]]:
    """Yield the answer as objects for machines, a kind each; amounts in whole minor units, what they bring estimates."""
    yield {
        "kind": "split",
        "label": made.label,
        "weeks": made.weeks,
        "budget_minor": made.budget_minor,
        "reserve_minor": made.reserve_minor,
        "margin_last": _bounds_of(made.last),
        "margin_equal": _bounds_of(made.equal),
        "margin_best": _bounds_of(made.best.margin) if made.best else None,
        "margin_robust": _bounds_of(made.robust.margin) if made.robust else None,
        "one_more_of_budget": made.best.more if made.best else None,
    }
    if made.clash is not None:
        for rule in made.clash.rules:
            yield {
                "kind": "clash",
                "rule": rule.code.value,
                "tier": rule.tier,
                "programme": rule.programme,
                "minor": rule.minor,
                "missing_minor": made.clash.missing_minor,
            }
    for place, each in enumerate(made.cells):
        yield {
            "kind": "cell",
            "tier": each.cell.tier,
            "programme": each.cell.programme,
            "spent_minor": each.spent_minor,
            "evidence": each.evidence.value,
            "one_more_now": _bounds_of(each.marginal_now),
            "robust_minor": made.robust.amounts[place] if made.robust else None,
            "best_minor": made.best.amounts[place] if made.best else None,
            "one_more_robust": _bounds_of(made.robust.marginal[place]) if made.robust else None,
            "one_more_best": _bounds_of(made.best.marginal[place]) if made.best else None,
        }


def _bounds_of(held: Estimate) -> list[float]:
    return [held.low, held.mid, held.high]


def _write(frame: Frame, made: SplitMade, path: Path, *, digits: int) -> None:
    """Write the table of amounts whole or not at all."""
    assert made.robust is not None
    assert made.best is not None
    with whole_file(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as opened:
        out = csv.writer(opened)
        out.writerow(
            [frame.word(f"cli.split.{name}") for name in ("tier", "programme", "spent", "robust", "best")]
        )
        for each, robust, best in zip(made.cells, made.robust.amounts, made.best.amounts, strict=True):
            money = (grouped_text(minor, digits=digits) for minor in (each.spent_minor, robust, best))
            out.writerow([each.cell.tier, each.cell.programme, *money])
