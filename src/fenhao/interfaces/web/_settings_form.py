"""A settings form as it is shown and sent: values of the file, what was typed, what the person had before their eyes."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fenhao.interfaces.web._forms import Form
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._settings_fields import ENTITLEMENTS, Field, Group, Part, Typed, entitlement
from fenhao.interfaces.words import knows, say
from fenhao.profiles import Written

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_OWN_NAMES = {"zh": "中文", "en": "English"}
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


def groups_of(part: Part, values: Mapping[str, Written], typed: Mapping[str, str]) -> tuple[Group, ...]:
    """Return the groups of a part, with a field for every benefit that the file, or the form, keeps for some tiers."""
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
            key = name.removeprefix("was-").replace("-", ".")
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
        )
        for group in groups
    )


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
        return say(field.label, {}, names.lang)
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
