"""How contracts were fitted and how the fit did on days that it had not seen, in sentences: what every door says of it."""

from fenhao.engine.value.lifetime import bdw
from fenhao.interfaces.words import Language, say
from fenhao.runs.value import ContractTrial, FitTold


def contract_model_sentence(fit: FitTold, *, lang: Language) -> str:
    """Return which law was fitted and what its parameters tell, or why there is none."""
    if not fit.is_found:
        reason = say(f"fit_state.{fit.state}", {}, lang)
        return say("cli.contracts.not_fitted", {"reason": reason}, lang)
    likelihood = {"likelihood": f"{fit.log_likelihood:,.3f}"}
    if fit.model != bdw.ALIKE:
        return say("cli.contracts.fitted", likelihood, lang)
    code = "fitted_alike_ages" if "c" in fit.names else "fitted_alike"
    share, error = (f"{each:.2%}" for each in bdw.leaving_at_first(fit.values[0], fit.errors[0]))
    return say(f"cli.contracts.{code}", {"share": share, "error": error, **likelihood}, lang)


def contract_trial_sentence(trial: ContractTrial, *, lang: Language) -> str:
    """Return the verdict: by how much the fit missed the renewals that came."""
    return say(
        f"contract_trial.{trial.verdict.value}",
        {
            "days": str(trial.days),
            "due": f"{trial.due:,}",
            "actual": f"{trial.actual:,}",
            "expected": f"{trial.expected:,.0f}",
            "miss": f"{trial.miss:+.1%}",
        },
        lang,
    )


def contract_gain_sentence(of: str, *, chance: float, kept: bool, lang: Language) -> str:
    """Return whether aging (``ages``) or groups (``groups``) stay in the model; ``chance`` is how often chance shows as much."""
    code = f"cli.contracts.{of}_{'earned' if kept else 'unearned'}"
    return say(code, {"chance": f"{chance:.3f}" if chance >= 0.0005 else "< 0.001"}, lang)
