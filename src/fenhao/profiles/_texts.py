"""The texts that come with Fenhao: defaults and industries."""

from importlib.resources import files

from fenhao.kernel import Trouble
from fenhao.profiles._section import Values, merged, parse_toml

_PROFILES = ("retail", "service", "technology", "finance", "manufacturing")
_DEFAULTS = ("settings", "chart", "policy", "ranges", "goals", "hours", "holidays", "sla", "care")


def profile_names() -> tuple[str, ...]:
    """Return the industries that come with Fenhao; the first is the default."""
    return _PROFILES


def default_text(name: str) -> str:
    """Return ``settings``, ``chart``, ``policy``, ``ranges``, ``goals``, ``hours``, ``holidays``, ``sla`` or a profile as it was written, comments and all.

    Trouble ``profile.unknown`` for any other name.
    """
    if name not in _DEFAULTS + _PROFILES:
        raise Trouble("profile.unknown", {"profile": name, "known": ", ".join(_PROFILES)})
    return files("fenhao.profiles").joinpath(f"{name}.toml").read_text(encoding="utf-8")


def profile_values(profile: str) -> Values:
    """Return an industry's tables; none for the empty name. Trouble ``profile.unknown`` when it does not exist."""
    if not profile:
        return {}
    if profile not in _PROFILES:
        raise Trouble("profile.unknown", {"profile": profile, "known": ", ".join(_PROFILES)})
    return parse_toml(default_text(profile), file=f"{profile}.toml")


def layer_of(values: Values, key: str) -> Values:
    """Return one inner table of a profile, empty where it says nothing."""
    layer = values.get(key, {})
    assert isinstance(layer, dict), "profiles are checked by the tests"
    return layer


def policy_values(profile: str) -> Values:
    """Return the policies of an industry: the default ones and what the industry changes."""
    default = parse_toml(default_text("policy"), file="policy.toml")
    return merged(default, layer_of(profile_values(profile), "policy"))
