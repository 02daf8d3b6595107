"""``fenhao value``: what customers will still buy and are worth, with the fit, its trial and what it assumes."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import click
from rich.table import Table

from fenhao.engine.value.lifetime import Fit, HoldOut, HoldOutVerdict, Outlook, Tracking
from fenhao.interfaces.cli._books import json_option, say_json
from fenhao.interfaces.cli._customer_file import opened
from fenhao.interfaces.cli._fit_told import fit_facts, print_fit
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.interfaces.names import (
    apart_sentences,
    day_of,
    fit_name,
    moved,
    off,
    season_sentences,
    trial_notes,
    trial_sentence,
)
from fenhao.kernel import grouped_text
from fenhao.runs.value import (
    VALUE_MODELS,
    Apart,
    Valuation,
    ValueRules,
    apart_told,
    seasons_told,
    value_customers,
)
from fenhao.warehouse import Engine

_COURSE_MOST = 12

_SHARE_OF_ONE = 0.25
"""A single customer's part of the total above which the total is that customer's."""


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    def said(name: str) -> str:
        return frame.word(f"cli.value.{name}")

    @click.command("value", help=said("help"))
    @click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help=said("on"))
    @click.option(
        "--years", default=3.0, show_default=True, type=click.FloatRange(0.1, 30), help=said("years")
    )
    @click.option(
        "--discount", default=10.0, show_default=True, type=click.FloatRange(0, 100), help=said("discount")
    )
    @click.option("--hold-out", default=0, type=click.IntRange(0), help=said("hold_out"))
    @click.option("--model", type=click.Choice(VALUE_MODELS), help=said("model"))
    @click.option(
        "--draws", default=200, show_default=True, type=click.IntRange(20, 2000), help=said("draws")
    )
    @click.option("--apart", "apart", multiple=True, help=said("apart"))
    @click.option("--attributes", type=click.Path(path_type=Path), help=said("attributes"))
    @click.option("--alike", is_flag=True, help=said("alike"))
    @click.option("--no-seasons", is_flag=True, help=said("no_seasons"))
    @click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help=said("seed"))
    @click.option("--customers", "file", type=click.Path(path_type=Path), help=said("customers"))
    @json_option(frame)
    def value(
        on: datetime | None,
        years: float,
        discount: float,
        hold_out: int,
        model: str | None,
        draws: int,
        apart: tuple[str, ...],
        attributes: Path | None,
        alike: bool,
        no_seasons: bool,
        seed: int,
        file: Path | None,
        as_json: bool,
    ) -> int:
        book = frame.book()
        rules = ValueRules(
            model=model or "",
            on=on.date() if on else None,
            hold_out_days=hold_out,
            outlook=Outlook(max(1, int(years * 365)), discount / 100, draws, seed),
            apart=Apart(names=() if alike else apart or None, file=attributes),
            seasonal=not no_seasons,
        )
        with frame.steps() as steps, opened(file) as sink:
            found = value_customers(
                book=book,
                rules=rules,
                at=frame.now(),
                engine=Engine.duckdb,
                advance=steps,
                write=sink.write,
            )
        if as_json:
            for line in _lines(found):
                say_json(line)
        else:
            _show(frame, found)
        if file is not None and found.scored:
            frame.print("cli.value.written", {"file": str(file), "count": f"{found.customers:,}"})
        return 0 if found.scored else EXIT_CHECK_FAILED

    return value


def _show(frame: Frame, found: Valuation) -> None:
    """Print the log, the fit, the trial, the worth and what all of it assumes."""
    frame.print("cli.value.log", {
        "first": found.first_on.isoformat(),
        "last": found.observed_on.isoformat(),
        "count": f"{found.customers:,}",
        "repeaters": f"{found.repeaters:,}",
        "purchases": f"{found.purchases:,}",
        "histories": f"{found.histories:,}",
    })  # fmt: skip
    for code, count in (
        ("contracted", found.contracted),
        ("merged", found.merged),
        ("in_future", found.orders_in_future),
        ("anonymous", found.orders_anonymous),
        ("returns", found.returns),
        ("without_margin", found.orders_without_margin),
    ):
        if count:
            frame.print(f"cli.value.{code}", {"count": f"{count:,}"})
    for fit in found.fits:
        _show_fit(frame, fit)
    seasons, told = seasons_told(found.seasons), apart_told(found)
    for sentence in season_sentences(seasons, lang=frame.lang) if seasons is not None else ():
        frame.out.print(sentence, markup=False, soft_wrap=True)
    for sentence in apart_sentences(told, lang=frame.lang) if told is not None else ():
        frame.out.print(sentence, markup=False, soft_wrap=True)
    if not found.scored:
        frame.print("cli.value.refused", style="bold")
        return
    _show_trial(frame, found.trial, found.first_on)
    _show_worth(frame, found)


def _show_fit(frame: Frame, fit: Fit) -> None:
    """Print a fit's parameters with their standard errors, or in words why there are none."""
    name = fit_name(fit.model, fit.names, lang=frame.lang)
    if not fit.is_found:
        frame.print(
            "cli.value.not_fitted", {"model": name, "reason": frame.word(f"fit_state.{fit.state.value}")}
        )
        return
    frame.print("cli.value.fitted", {
        "model": name,
        "likelihood": f"{fit.log_likelihood:.3f}",
        "steps": str(fit.steps),
    })  # fmt: skip
    print_fit(frame, fit)


def _show_trial(frame: Frame, trial: HoldOut, first_on: date) -> None:
    """Print by how much the model missed on days it had not seen: in words, by frequency, and day by day."""
    frame.out.print(trial_sentence(trial, lang=frame.lang), markup=False, soft_wrap=True, style="bold")
    if not trial.buckets or trial.verdict is HoldOutVerdict.no_fit:
        return
    table = Table(box=None, header_style="bold")
    for column in ("frequency", "customers_in", "actual", "expected", "inside"):
        table.add_column(frame.word(f"cli.value.{column}"), justify="right")
    for each in trial.buckets:
        table.add_row(
            f"{each.frequency}{'+' if each.and_more else ''}",
            f"{each.customers:,}",
            f"{each.actual:,}",
            f"{each.expected:,.1f}",
            f"{each.inside / each.customers:.0%}",
        )
    frame.out.print(table)
    for note in trial_notes(trial, first_on=first_on, lang=frame.lang):
        frame.out.print(note, markup=False, soft_wrap=True)
    if trial.tracking is not None:
        frame.out.print(_course(frame, trial.tracking, first_on))


def _course(frame: Frame, course: Tracking, first_on: date) -> Table:
    """Return how purchases added up; of many points every second one, with the day on which the fit ended and the last."""
    table = Table(box=None, header_style="bold")
    for column in ("so_far_on", "so_far", "so_far_expected", "off"):
        table.add_column(frame.word(f"cli.value.{column}"), justify="right")
    many = len(course.points) > _COURSE_MOST
    for place, each in enumerate(course.points):
        if many and place % 2 == 0 and each not in (course.seen, course.last):
            continue
        mark = "*" if each.day > course.seen_days else ""
        table.add_row(
            f"{mark}{day_of(first_on, each.day)}",
            f"{each.actual:,}",
            f"{each.expected:,.0f}",
            off(each.actual, each.expected),
        )
    return table


def _show_worth(frame: Frame, found: Valuation) -> None:
    """Print what the customers together are expected to buy and to be worth, and what that takes for granted."""
    outlook = found.rules.outlook

    def money(minor: int) -> str:
        return f"{grouped_text(minor, digits=found.digits)} {found.currency}"

    frame.print("cli.value.orders", {
        "days": f"{outlook.span_days:,}",
        "orders": f"{found.orders_expected:,.0f}",
        "error": f"{2 * found.orders_error:,.0f}",
    })  # fmt: skip
    reason = frame.word(f"fit_state.{found.spend.state.value}") if found.spend else ""
    frame.print(f"spend_source.{found.spend_source.value}", {"reason": reason})
    leans = found.independence is not None and not found.independence.holds
    if found.independence is not None and found.spend_source.value != "none":
        frame.print(
            "cli.value.leans" if leans else "cli.value.independent",
            {"correlation": f"{found.independence.correlation:+.2f}"},
        )
    if found.spend_source.value == "none":
        return
    frame.print(
        "cli.value.worth", {"gross": money(found.gross_minor), "net": money(found.net_minor)}, style="bold"
    )
    share = found.largest_minor / found.gross_minor if found.gross_minor else 0.0
    if share > _SHARE_OF_ONE:
        frame.print("cli.value.one_customer", {
            "customer": found.largest_customer,
            "share": f"{share:.0%}",
            "worth": money(found.largest_minor),
        })  # fmt: skip
    if found.worth.treated:
        frame.print("cli.value.treated", {"treated": money(int(found.worth.treated))})
    if found.won_minor:
        frame.print(
            "cli.value.won",
            {"won": money(found.won_minor), "after": money(found.net_minor - found.won_minor)},
        )
    if found.gross_otherwise_minor is not None:
        frame.print("cli.value.otherwise", {
            "gross": money(found.gross_otherwise_minor),
            "change": moved(found.gross_minor, found.gross_otherwise_minor),
        })  # fmt: skip
    frame.print("cli.value.assumed", {
        "discount": f"{outlook.discount_yearly:.1%}",
        "share": f"{found.worth.margin_share:.1%}",
        "served": money(int(found.worth.served)),
        "draws": str(outlook.draws),
    })  # fmt: skip


def _lines(found: Valuation) -> Iterator[dict[str, object]]:
    """Yield the answer as objects for machines, a kind each; amounts in whole minor units, all of them estimates."""
    yield {
        "kind": "log",
        "first_on": found.first_on,
        "observed_on": found.observed_on,
        "customers": found.customers,
        "repeaters": found.repeaters,
        "purchases": found.purchases,
        "histories": found.histories,
        "contracted": found.contracted,
        "merged": found.merged,
        "orders_in_future": found.orders_in_future,
        "orders_anonymous": found.orders_anonymous,
        "returns": found.returns,
    }
    for fit in (*found.fits, *([found.spend] if found.spend else [])):
        yield fit_facts(fit)
    seasons, told = seasons_told(found.seasons), apart_told(found)
    if seasons is not None:
        yield {"kind": "seasons", **asdict(seasons)}
    if told is not None:
        yield {
            "kind": "apart",
            "found": told.found,
            "used": told.used,
            "chance": told.chance,
            "differences": [asdict(each) for each in told.differences],
        }
    trial = found.trial
    yield {
        "kind": "hold_out",
        "verdict": trial.verdict,
        "days": trial.days,
        "actual": trial.actual,
        "expected": trial.expected,
        "miss": trial.miss,
        "inside_range": trial.coverage,
        "sway": trial.sway,
        "inside_range_swayed": trial.coverage_swayed,
    }
    if trial.tracking is not None:
        yield {
            "kind": "tracking",
            "first_on": found.first_on,
            "seen_days": trial.tracking.seen_days,
            "stray": trial.tracking.stray,
            "points": [asdict(each) for each in trial.tracking.points],
        }
    if found.scored:
        yield {
            "kind": "worth",
            "currency": found.currency,
            "span_days": found.rules.outlook.span_days,
            "discount_yearly": found.rules.outlook.discount_yearly,
            "orders_expected": found.orders_expected,
            "orders_error": found.orders_error,
            "spend_source": found.spend_source,
            "clv_gross_minor": found.gross_minor,
            "largest_customer": found.largest_customer,
            "largest_clv_gross_minor": found.largest_minor,
            "clv_net_minor": found.net_minor,
            "won_minor": found.won_minor,
            "clv_after_won_minor": found.net_minor - found.won_minor,
        }
