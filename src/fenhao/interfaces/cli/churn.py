"""``fenhao churn``: who is about to fall silent, why, what that would cost, and whether treating them pays."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from rich.table import Table

from fenhao.engine.value.churn import Treatment
from fenhao.engine.value.lifetime import Outlook
from fenhao.interfaces.cli._books import json_option, say_json
from fenhao.interfaces.cli._customer_file import opened
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.interfaces.names import fit_name, season_sentences
from fenhao.interfaces.report import churn_reason_sentence
from fenhao.kernel import grouped_text, parse_amount
from fenhao.runs.value import Churn, ChurnRules, TrialSaves, find_churn, seasons_told, trial_saves
from fenhao.warehouse import Engine

_DRAWS = 20
"""Ranges are not told here; so few futures cost nothing."""


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    def said(name: str) -> str:
        return frame.word(f"cli.churn.{name}")

    @click.command("churn", help=said("help"))
    @click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help=said("on"))
    @click.option("--days", default=90, show_default=True, type=click.IntRange(7, 730), help=said("days"))
    @click.option(
        "--years", default=3.0, show_default=True, type=click.FloatRange(0.1, 30), help=said("years")
    )
    @click.option(
        "--discount", default=10.0, show_default=True, type=click.FloatRange(0, 100), help=said("discount")
    )
    @click.option("--cost", default="0", show_default=True, help=said("cost"))
    @click.option(
        "--saves", default=10.0, show_default=True, type=click.FloatRange(0, 100), help=said("saves")
    )
    @click.option("--trial", default="", help=said("trial"))
    @click.option("--arm", default="", help=said("arm"))
    @click.option("--no-seasons", is_flag=True, help=frame.word("cli.value.no_seasons"))
    @click.option("--show", default=10, show_default=True, type=click.IntRange(0, 1000), help=said("show"))
    @click.option("--customers", "file", type=click.Path(path_type=Path), help=said("customers"))
    @json_option(frame)
    def churn(
        on: datetime | None,
        days: int,
        years: float,
        discount: float,
        cost: str,
        saves: float,
        trial: str,
        arm: str,
        no_seasons: bool,
        show: int,
        file: Path | None,
        as_json: bool,
    ) -> int:
        book = frame.book()
        shown = trial_saves(book=book, code=trial, arm=arm) if trial else None
        share = saves / 100 if shown is None else max(0.0, shown.saves.mid)
        rules = ChurnRules(
            days=days,
            on=on.date() if on else None,
            outlook=Outlook(
                span_days=max(1, int(years * 365)), discount_yearly=discount / 100, draws=_DRAWS, seed=0
            ),
            treatment=Treatment(cost_minor=parse_amount(cost, digits=book.digits), saves=share),
            largest=show,
            seasonal=not no_seasons,
        )
        with frame.steps() as steps, opened(file) as sink:
            found = find_churn(
                book=book,
                rules=rules,
                at=frame.now(),
                engine=Engine.duckdb,
                advance=steps,
                write=sink.write,
            )
        if as_json:
            for line in _lines(found, shown):
                say_json(line)
        else:
            _show(frame, found, shown)
        return 0 if found.fit.is_found else EXIT_CHECK_FAILED

    return churn


def _show(frame: Frame, found: Churn, shown: TrialSaves | None) -> None:
    """Print the trial of the chances, the stake, what treating brings, and who is most at risk."""
    if not found.fit.is_found:
        frame.print("cli.value.not_fitted", {
            "model": frame.word(f"lifetime_model.{found.fit.model}"),
            "reason": frame.word(f"fit_state.{found.fit.state.value}"),
        })  # fmt: skip
        frame.print("cli.churn.refused", style="bold")
        return
    frame.print("cli.churn.fitted", {"model": fit_name(found.fit.model, found.fit.names, lang=frame.lang)})
    seasons = seasons_told(found.seasons)
    for sentence in season_sentences(seasons, lang=frame.lang) if seasons is not None else ():
        frame.out.print(sentence, markup=False, soft_wrap=True)
    if found.contracted:
        frame.print("cli.value.contracted", {"count": f"{found.contracted:,}"})
    told = found.calibration
    frame.print(f"churn_trial.{told.verdict.value}", {
        "days": str(told.days),
        "customers": f"{told.customers:,}",
        "silent": f"{told.silent:.1%}",
        "off": f"{told.off * 100:.1f}",
        "before": f"{told.off_before * 100:.1f}",
    }, style="bold")  # fmt: skip
    if told.groups:
        table = Table(box=None, header_style="bold")
        for name in ("group", "modelled", "mended", "silent_then"):
            table.add_column(frame.word(f"cli.churn.{name}"), justify="right")
        for each in told.groups:
            table.add_row(
                f"{each.customers:,}", f"{each.modelled:.1%}", f"{each.mended:.1%}", f"{each.silent:.1%}"
            )
        frame.out.print(table)

    def money(minor: int) -> str:
        return f"{grouped_text(minor, digits=found.digits)} {found.currency}"

    stake = (
        "stake"
        if found.expected_loss_minor > 0
        else "stake_saves"
        if found.expected_loss_minor
        else "stake_none"
    )
    frame.print(f"cli.churn.{stake}", {
        "silent": f"{found.silent_expected:,.0f}",
        "customers": f"{found.customers:,}",
        "days": str(found.rules.days),
        "loss": money(abs(found.expected_loss_minor)),
    }, style="bold")  # fmt: skip
    treatment = found.rules.treatment
    if treatment.cost_minor:
        frame.print("cli.churn.pays" if found.worth_treating else "cli.churn.pays_nowhere", {
            "cost": money(treatment.cost_minor),
            "saves": f"{treatment.saves:.0%}",
            "customers": f"{found.worth_treating:,}",
            "gain": money(found.gain_minor),
        })  # fmt: skip
        _show_source(frame, shown)
    _show_largest(frame, found)


def _show_source(frame: Frame, shown: TrialSaves | None) -> None:
    """Print where the share saved comes from: a statement, or a trial with its interval."""
    if shown is None:
        frame.print("cli.churn.saves_stated")
        return
    held = shown.saves
    frame.print("cli.churn.saves_shown" if held.shown else "cli.churn.saves_not_shown", {
        "trial": shown.trial.name_zh if frame.lang == "zh" else shown.trial.name_en,
        "arm": shown.arm,
        "saves": f"{held.mid:.1%}",
        "low": f"{held.low:.1%}",
        "high": f"{held.high:.1%}",
        "treated": f"{held.silent_treated / held.treated:.1%}",
        "control": f"{held.silent_control / held.control:.1%}",
    })  # fmt: skip


def _show_largest(frame: Frame, found: Churn) -> None:
    """Print the customers with the largest expected loss, each with the fact that raised its chance most."""
    if not found.largest:
        return
    table = Table(box=None, header_style="bold")
    for name in ("customer", "silent", "expected_loss", "why"):
        table.add_column(
            frame.word(f"cli.churn.{name}"), justify="left" if name in ("customer", "why") else "right"
        )
    for each in found.largest:
        loss = grouped_text(each.expected_loss_minor, digits=found.digits)
        table.add_row(
            each.customer,
            f"{each.silent:.0%}",
            loss,
            churn_reason_sentence(each, found.typical, lang=frame.lang),
        )
    frame.out.print(table)


def _lines(found: Churn, shown: TrialSaves | None) -> Iterator[dict[str, object]]:
    """Yield the answer as objects for machines, a kind each; amounts in whole minor units, all of them estimates."""
    told = found.calibration
    yield {
        "kind": "trial",
        "verdict": told.verdict.value,
        "days": told.days,
        "customers": told.customers,
        "silent": told.silent,
        "intercept": told.intercept,
        "slope": told.slope,
        "off": told.off,
        "off_before": told.off_before,
    }
    for group in told.groups:
        yield {
            "kind": "group",
            "customers": group.customers,
            "modelled": group.modelled,
            "mended": group.mended,
            "silent": group.silent,
        }
    yield {
        "kind": "churn",
        "state": found.fit.state.value,
        "model": found.fit.model,
        "observed_on": found.observed_on,
        "customers": found.customers,
        "contracted": found.contracted,
        "silent_expected": found.silent_expected,
        "expected_loss_minor": found.expected_loss_minor,
        "worth_treating": found.worth_treating,
        "gain_minor": found.gain_minor,
    }
    seasons = seasons_told(found.seasons)
    if seasons is not None:
        yield {"kind": "seasons", **asdict(seasons)}
    yield {
        "kind": "saves",
        "share": found.rules.treatment.saves,
        "trial": shown.trial.code if shown else None,
        "arm": shown.arm if shown else None,
        "low": shown.saves.low if shown else None,
        "high": shown.saves.high if shown else None,
    }
    for each in found.largest:
        yield {
            "kind": "customer",
            "customer": each.customer,
            "silent": each.silent,
            "frequency": each.frequency,
            "quiet_days": each.quiet_days,
            "age_days": each.age_days,
            "raised_by": each.raised_by,
            "lowered_by": each.lowered_by,
            "loss_minor": each.loss_minor,
            "expected_loss_minor": each.expected_loss_minor,
            "gain_minor": each.gain_minor,
        }
