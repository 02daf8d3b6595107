"""Trials by lot on the pages of value: what they and their arms are called, and the mark of a generated one."""

from dataclasses import dataclass

from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings
from fenhao.interfaces.web._value_shown import estimate_text, value_of
from fenhao.interfaces.words import knows, say
from fenhao.runs.mart import kept_choice, trial_address
from fenhao.runs.value import KeptTrial, trials


@dataclass(frozen=True, slots=True)
class TrialArm:
    """An arm of a trial as the returns list it; ``mark`` says that it was generated."""

    address: str
    trial: str
    mark: str
    arm: str
    customers: int
    effect: str
    effect_range: str
    net: str
    net_range: str
    verdict: str
    css: str


def trials_of(here: Surroundings) -> dict[str, KeptTrial]:
    """Return the trials by their addresses among campaigns, the newest first."""
    return {trial_address(each.code): each for each in trials(book=here.book)}


def trial_name(names: Names, trial: KeptTrial) -> str:
    """Return what a trial is called; a generated one says so wherever it is named."""
    called = trial.name_zh if names.lang == "zh" else trial.name_en
    mark = _mark(names, trial)
    return f"{called} ({mark})" if mark else called


def arm_name(names: Names, trial: KeptTrial | None, arm: str) -> str:
    """Return what an arm is called: of a campaign, whether somebody was invited or not."""
    if trial is not None:
        found = next(((zh, en) for code, zh, en in trial.arms if code == arm), (arm, arm))
        return found[0] if names.lang == "zh" else found[1]
    code = f"web.value.arm_{arm.replace(' ', '_')}"
    return say(code, {}, names.lang) if knows(code) else arm


def generated_mark(names: Names, trial: KeptTrial | None) -> str:
    """Return what a page says of a generated trial; '' of a measured one."""
    if trial is None or trial.seed is None:
        return ""
    return say("web.value.trial_generated", {"seed": str(trial.seed)}, names.lang)


def trial_arms(names: Names) -> list[TrialArm]:
    """Return what each arm of each trial that was judged brought, the newest trial first."""
    rows = []
    for address, trial in trials_of(names.here).items():
        made = value_of(kept_choice(book=names.here.book, campaign=address))
        if made is None:
            continue
        for each in made.choice.effects:
            effect, effect_range = estimate_text(names, each.effect, percent=False)
            net, net_range = estimate_text(names, each.net, percent=False)
            lost = each.net.high < 0
            word = "paid" if each.pays else "lost" if lost else "unproven"
            rows.append(
                TrialArm(
                    address=address,
                    trial=trial.name_zh if names.lang == "zh" else trial.name_en,
                    mark=_mark(names, trial),
                    arm=arm_name(names, trial, each.arm),
                    customers=each.customers,
                    effect=effect,
                    effect_range=effect_range,
                    net=net,
                    net_range=net_range,
                    verdict=say(f"web.value.{word}", {}, names.lang),
                    css="good" if each.pays else "bad" if lost else "soft",
                )
            )
    return rows


def _mark(names: Names, trial: KeptTrial) -> str:
    if trial.seed is None:
        return ""
    return say("web.value.trial_generated_short", {"seed": str(trial.seed)}, names.lang)
