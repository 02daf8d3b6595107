"""``fenhao contracts``: how contracts are renewed, which of them will be, and what they are worth."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from fenhao.engine.value.lifetime import bdw
from fenhao.interfaces.cli._books import json_option, say_json
from fenhao.interfaces.cli._contract_fees import print_unordered, write_contract_fees
from fenhao.interfaces.cli._customer_file import opened
from fenhao.interfaces.cli._fit_told import fit_facts, print_fit
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.interfaces.names import contract_gain_sentence, contract_model_sentence, contract_trial_sentence
from fenhao.kernel import grouped_text
from fenhao.runs.value import COVARIATES, ContractRules, ContractValuation, fit_told, value_contracts
from fenhao.warehouse import Engine


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    def said(name: str) -> str:
        return frame.word(f"cli.contracts.{name}")

    @click.command("contracts", help=said("help"))
    @click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help=said("on"))
    @click.option("--apart", multiple=True, type=click.Choice(COVARIATES), help=said("apart"))
    @click.option("--dated", type=click.Path(path_type=Path), help=said("dated"))
    @click.option("--months", default=36, show_default=True, type=click.IntRange(1, 600), help=said("months"))
    @click.option(
        "--discount", default=10.0, show_default=True, type=click.FloatRange(0, 100), help=said("discount")
    )
    @click.option("--hold-out", default=0, type=click.IntRange(0), help=said("hold_out"))
    @click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help=said("seed"))
    @click.option("--file", type=click.Path(path_type=Path), help=said("file"))
    @click.option("--fees", type=click.Path(path_type=Path), help=said("fees"))
    @click.option("--with-orders", is_flag=True, help=said("with_orders"))
    @json_option(frame)
    def contracts(
        on: datetime | None,
        apart: tuple[str, ...],
        dated: Path | None,
        months: int,
        discount: float,
        hold_out: int,
        seed: int,
        file: Path | None,
        fees: Path | None,
        with_orders: bool,
        as_json: bool,
    ) -> int:
        if fees is not None:
            return write_contract_fees(
                frame, fees, on=on.date() if on else None, with_orders=with_orders, as_json=as_json
            )
        rules = ContractRules(
            on=on.date() if on else None,
            hold_out_days=hold_out,
            apart=tuple(dict.fromkeys(apart)),
            dated=dated,
            span_months=months,
            discount_yearly=discount / 100,
            seed=seed,
        )
        with frame.steps() as steps, opened(file) as sink:
            found = value_contracts(
                book=frame.book(),
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
            _show(frame, found, rules)
            print_unordered(frame)
        if file is not None and found.scored and not as_json:
            frame.print("cli.contracts.written", {"file": str(file), "count": f"{found.in_force:,}"})
        return 0 if found.scored else EXIT_CHECK_FAILED

    return contracts


def _show(frame: Frame, found: ContractValuation, rules: ContractRules) -> None:
    """Print the contracts, the fit, its trial, and what those in force are worth."""
    frame.print("cli.contracts.seen", {
        "day": found.observed_on.isoformat(),
        "contracts": f"{found.contracts:,}",
        "customers": f"{found.customers:,}",
        "lost": f"{found.lost:,}",
        "in_force": f"{found.in_force:,}",
    })  # fmt: skip
    if found.passed_over:
        frame.print("cli.contracts.passed_over", {"count": f"{found.passed_over:,}"})
    fit = found.fit
    if not fit.is_found:
        frame.print("cli.contracts.not_fitted", {"reason": frame.word(f"fit_state.{fit.state.value}")})
        return
    told = fit_told(fit)
    frame.out.print(contract_model_sentence(told, lang=frame.lang), markup=False, soft_wrap=True)
    if fit.names != (bdw.RATE,):
        print_fit(frame, fit)
    for name, gain in found.gains:
        frame.out.print(
            contract_gain_sentence(name, chance=gain.chance, kept=gain.earns_its_place, lang=frame.lang),
            markup=False,
            soft_wrap=True,
        )
    said = contract_trial_sentence(found.trial, lang=frame.lang)
    frame.out.print(said, markup=False, soft_wrap=True, style="bold")
    _show_worth(frame, found, rules)


def _show_worth(frame: Frame, found: ContractValuation, rules: ContractRules) -> None:
    """Print the sums and what they take for granted."""

    def money(minor: int) -> str:
        return f"{grouped_text(minor, digits=found.digits)} {found.currency}"

    frame.print("cli.contracts.worth", {
        "months": str(rules.span_months),
        "renewals": f"{found.renewals_expected:,.0f}",
        "gross": money(found.gross_minor),
        "net": money(found.net_minor),
    }, style="bold")  # fmt: skip
    frame.print("cli.contracts.assumed", {
        "discount": f"{rules.discount_yearly:.1%}",
        "served": money(int(found.served_a_month)),
    })  # fmt: skip


def _lines(found: ContractValuation) -> Iterator[dict[str, object]]:
    """Yield the answer as objects for machines, a kind each; amounts in whole minor units, all of them estimates."""
    yield {
        "kind": "contracts",
        "observed_on": found.observed_on,
        "contracts": found.contracts,
        "passed_over": found.passed_over,
        "customers": found.customers,
        "lost": found.lost,
        "in_force": found.in_force,
    }
    yield fit_facts(found.fit)
    for name, gain in found.gains:
        yield {
            "kind": "gain",
            "of": name,
            "ratio": gain.ratio,
            "freedom": gain.freedom,
            "chance": gain.chance,
            "kept": gain.earns_its_place,
        }
    trial = found.trial
    yield {
        "kind": "hold_out",
        "days": trial.days,
        "due": trial.due,
        "actual": trial.actual,
        "expected": trial.expected,
        "fitted": trial.is_fitted,
        "verdict": trial.verdict.value,
    }
    for date in found.course:
        yield {"kind": "renewal", **asdict(date)}
    for level in found.levels:
        yield {"kind": "level", **asdict(level)}
    if found.scored:
        yield {
            "kind": "worth",
            "currency": found.currency,
            "renewals_expected": found.renewals_expected,
            "clv_gross_minor": found.gross_minor,
            "clv_net_minor": found.net_minor,
        }
