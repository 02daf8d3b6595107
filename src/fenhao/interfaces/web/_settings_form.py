"""A settings form as it is shown and sent: values of the file, what was typed, what the person had before their eyes."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fenhao.interfaces.web._forms import Form
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._settings_fields import (
    ENTITLEMENTS,
    POOL,
    POOL_VALUES,
    POOLS,
    Field,
    Group,
    Part,
    Typed,
    entitlement,
    key_of,
    pool,
)
from fenhao.interfaces.web._settings_parts import (
    MINUTES,
    SEASON,
    SEASONS,
    SERVICE,
    season_groups,
    service_groups,
)
from fenhao.interfaces.words import knows, say
from fenhao.profiles import Written

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_OWN_NAMES = {"zh": "中文", "en": "English"}
_SEASON_NAME_MAX = 60
_PLAIN = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values to choose from."""

    code: str
    name: str
    chosen: bool
    box: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A field on the page: what it is called, what stands in it, and what the person saw, to be sent along."""

    field: Field
    label: str
    help: str
    text: str
    choices: tuple[Choice, ...]
    seen: str
    fixed: bool
    said: str
    wrong: bool

    @property
    def is_boxes(self) -> bool:
        """Whether the field is a row of boxes."""
        return self.field.typed in {Typed.tiers, Typed.rules}


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group on the page."""

    group: Group
    fields: tuple[Shown, ...]
    heading: str
    help: str


def groups_of(part: Part, values: Mapping[str, Written], typed: Mapping[str, str]) -> tuple[Group, ...]:
    """Return the groups of a part: a field for every benefit kept for some tiers, a group for every cost pool, new ones too."""
    if part is POOLS:
        return tuple(pool(code) for code in _pools(values, typed))
    if part is SERVICE:
        added = typed.get("new-channel", "").strip()
        return service_groups(values, new=added if _CODE.fullmatch(added) else "")
    if part is SEASONS:
        return season_groups(values, new=_new_season(typed))
    codes = [key.removeprefix(ENTITLEMENTS) for key in values if key.startswith(ENTITLEMENTS)]
    new = typed.get("new-benefit", "").strip()
    if new and new not in codes and _CODE.fullmatch(new):
        codes.append(new)
    return tuple(
        Group(group.name, tuple(entitlement(code) for code in sorted(codes)))
        if group.name == "entitlements"
        else group
        for group in part.groups
    )


def with_new_channel(form: Form) -> Form:
    """Return the form with the channel that somebody adds as one of its fields; a problem where its code cannot be one."""
    code = form.text("new-channel")
    if not code:
        return form
    told = {f"{MINUTES}{code}".replace(".", "-"): form.text("new-channel-minutes")}
    found = Form(form.here, {**told, **form.typed}, form.problems)
    if not _CODE.fullmatch(code):
        found.wrong("web.settings.bad_channel", "new-channel", channel=code)
    return found


def with_new_season(form: Form) -> Form:
    """Return the form with the season that somebody adds as one of its fields; a problem where it has no days, or no name to keep it under."""
    name, days = form.text("new-season"), form.text("new-season-days")
    if not name and not days:
        return form
    key = Field(f"{SEASON}{name}", Typed.codes, "").name
    found = Form(form.here, {key: days, **form.typed}, form.problems)
    if not _new_season(form.typed):
        found.wrong("web.settings.bad_season", "new-season", season=name)
    elif not days:
        found.wrong("web.settings.season_days_missing", "new-season-days", season=name)
    return found


def _new_season(typed: Mapping[str, str]) -> str:
    """Return the name of the season that is added; '' where it cannot be one."""
    name = typed.get("new-season", "").strip()
    return name if len(name) <= _SEASON_NAME_MAX and not re.search(r"[.\"\\\x00-\x1f]", name) else ""


def with_new_pool(form: Form) -> Form:
    """Return the form with the pool that somebody adds as one of its groups; a problem where its code cannot be one."""
    code = form.text("new-pool")
    if not code:
        return form
    found = Form(form.here, {**_new_pool(code, form.typed), **form.typed}, form.problems)
    if not _CODE.fullmatch(code):
        found.wrong("web.settings.bad_pool", "new-pool", pool=code)
    return found


def _new_pool(code: str, typed: Mapping[str, str]) -> dict[str, str]:
    return {f"pools-{code}-{name}": typed.get(f"new-pool-{name}", "") for name in POOL_VALUES}


def _pools(values: Mapping[str, Written], typed: Mapping[str, str]) -> list[str]:
    """Return the codes of the pools there are, in the file's order, and of one that is added."""
    codes = [key.split(".")[1] for key in values if key.startswith(POOL)]
    new = typed.get("new-pool", "").strip()
    return list(dict.fromkeys([*codes, *([new] if _CODE.fullmatch(new) else [])]))


def wanted(form: Form, groups: Sequence[Group], values: Mapping[str, Written]) -> dict[str, Written]:
    """Return what was typed, as the file holds it; problems go to the form."""
    found: dict[str, Written] = {}
    for group in groups:
        for field in group.fields:
            if f"was-{field.name}" in form.typed or field.key not in values:
                found[field.key] = _wanted(form, field, values.get(field.key))
    return found


def seen(form: Form) -> dict[str, Written]:
    """Return the values that stood in the form when it was shown."""
    told: dict[str, Written] = {}
    for name, text in form.typed.items():
        if name.startswith("was-"):
            try:
                value = json.loads(text)
            except ValueError:
                continue
            key = key_of(name.removeprefix("was-"))
            told[key] = tuple(str(each) for each in value) if isinstance(value, list) else value
    return told


def as_seen(value: Written) -> str:
    """Return a value as a form sends it along, for ``seen`` to read back."""
    told = list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value
    return json.dumps(told, ensure_ascii=False)


def shown_groups(
    names: Names,
    groups: Sequence[Group],
    values: Mapping[str, Written],
    *,
    typed: Mapping[str, str],
    fixed: frozenset[str],
    wrong: Sequence[str],
) -> tuple[ShownGroup, ...]:
    """Return the groups as the page shows them: what was typed where a form came back, otherwise the file's values."""
    return tuple(
        ShownGroup(
            group,
            tuple(
                _shown(
                    names, field, values.get(field.key), typed=typed, fixed=field.key in fixed, wrong=wrong
                )
                for field in group.fields
            ),
            *_headed(names, group, values),
        )
        for group in groups
    )


def _headed(names: Names, group: Group, values: Mapping[str, Written]) -> tuple[str, str]:
    """Return a group's heading and what stands below it; of a pool, its name and the cost types that go into it."""
    if not group.name.startswith(POOL):
        return (
            names.word("web.settings.group", group.name),
            names.word("web.settings.group_help", group.name),
        )
    code = group.name.removeprefix(POOL)
    called = values.get(f"{group.name}.{names.lang}")
    types = [
        leaf.name_zh if names.lang == "zh" else leaf.name_en
        for leaf in names.here.book.chart.cost_types
        if leaf.pool_id == code
    ]
    told = {"types": (", " if names.lang == "en" else "、").join(types)}
    text = say("web.settings.pool_types" if types else "web.settings.pool_empty", told, names.lang)
    return f"{called or code} ({code})", text


def spoken(names: Names, field: Field | None, value: Written) -> str:
    """Return a value as people read it; none at all as a dash."""
    if value is None or value in ("", ()):
        return "–"
    if field is not None and field.typed is Typed.rules and isinstance(value, tuple):
        return say(
            "web.settings.off", {"rules": ", ".join(names.word("rule", each) for each in value)}, names.lang
        )
    if isinstance(value, tuple):
        return ", ".join(called(names, field, each) for each in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{day} {name}".strip() for day, name in value.items())
    return called(names, field, str(value))


def called(names: Names, field: Field | None, code: str) -> str:
    """Return the words of one value; a language is called by its own name, and what has no words by itself."""
    if field is None or not field.words:
        return _OWN_NAMES.get(code, code)
    return names.word(field.words, code)


def label_of(names: Names, field: Field) -> str:
    """Return what a field is called: its words, or the benefit that it is about, with the name that the chart gives it."""
    if field.label:
        named = knows(field.label)
        return say(field.label, {}, names.lang) if named else field.key.rsplit(".", 1)[-1]
    code = field.key.removeprefix(ENTITLEMENTS)
    leaf = next((each for each in names.here.book.chart.cost_types if each.code == code), None)
    return f"{leaf.name_zh if names.lang == 'zh' else leaf.name_en} ({code})" if leaf else code


def _wanted(form: Form, field: Field, now: Written) -> Written:
    """Return what was typed into one field."""
    text = form.text(field.name)
    match field.typed:
        case Typed.tiers:
            return tuple(each for each in field.choices if form.text(f"{field.name}-{each}") == "1")
        case Typed.rules:
            return tuple(each for each in field.choices if form.text(f"{field.name}-{each}") != "1")
        case Typed.codes:
            codes = tuple(dict.fromkeys(re.split(r"[\s,，、;；]+", text))) if text else ()
            return None if field.optional and not codes else codes
        case Typed.whole | Typed.text if field.optional and not text:
            return None
        case Typed.signed:
            plain = text.replace("−", "-")
            if not re.fullmatch(r"-?[0-9]{1,6}", plain):
                form.wrong("web.settings.bad_signed", field.name, field=label_of(Names(form.here), field))
                return now
            return int(plain)
        case Typed.whole:
            if not re.fullmatch(r"[0-9]{1,9}", text):
                form.wrong("web.settings.bad_whole", field.name, field=label_of(Names(form.here), field))
                return now
            return int(text)
        case Typed.share if field.optional and not text:
            return None
        case Typed.share:
            plain = text.replace("％", "%").replace(" ", "")
            return f"{plain}%" if _PLAIN.fullmatch(plain) else plain
    return text


def _shown(
    names: Names,
    field: Field,
    value: Written,
    *,
    typed: Mapping[str, str],
    fixed: bool,
    wrong: Sequence[str],
) -> Shown:
    """Return one field as the page shows it."""
    back = bool(typed)
    text = typed.get(field.name, "") if back and not fixed else _as_text(value)
    picked = {text} if field.typed in {Typed.choice, Typed.whole} else _picked(field, value, typed)
    help_code = f"setting_help.{field.key}"
    return Shown(
        field=field,
        label=label_of(names, field),
        help=say(help_code, {}, names.lang) if knows(help_code) else "",
        text=text,
        choices=tuple(
            Choice(
                each,
                called(names, field, each),
                each in picked,
                f"{field.name}-{each}",
            )
            for each in field.choices
        ),
        seen=as_seen(value),
        fixed=fixed,
        said=spoken(names, field, value),
        wrong=field.key in wrong,
    )


def _picked(field: Field, value: Written, typed: Mapping[str, str]) -> set[str]:
    """Return the boxes that are ticked."""
    if typed:
        return {each for each in field.choices if typed.get(f"{field.name}-{each}") == "1"}
    held = set(value) if isinstance(value, tuple) else set()
    return set(field.choices) - held if field.typed is Typed.rules else held


def _as_text(value: Written) -> str:
    """Return a value as it is typed."""
    if value is None:
        return ""
    return ", ".join(value) if isinstance(value, tuple) else str(value)
