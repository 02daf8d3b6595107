"""chart.toml: the tree of cost types."""

from collections.abc import Mapping
from dataclasses import dataclass

from fenhao.engine.ledger import Branch, Category, Chart, CostType, Nature, Purpose, Stage
from fenhao.kernel import Trouble
from fenhao.profiles._section import Section, Values, parse_toml
from fenhao.profiles._settings import quoted
from fenhao.profiles._texts import default_text, layer_of, profile_values

_FILE = "chart.toml"
_EXTENDS = "extends"


def read_chart(text: str, *, profile: str = "") -> Chart:
    """Return the chart in the text of chart.toml, categories, branches and leaves in the order written.

    A table inside a category's, such as ``[service.phone]``, is a branch below it, to any depth.

    A text that begins with ``extends = true`` adds to the default chart and that of the ``profile``, or changes
    leaves and branches of theirs by code; an empty text is these as they are. Any other text stands alone.
    Trouble names the key and what it may hold.
    """
    given = dict(parse_toml(text, file=_FILE))
    extends = given.pop(_EXTENDS, not given)
    if type(extends) is not bool:
        raise Section({_EXTENDS: extends}, file=_FILE).wrong(_EXTENDS, allowed="true, false")
    values: Values = given
    if extends:
        values = _extended(
            parse_toml(default_text("chart"), file=_FILE), layer_of(profile_values(profile), "chart")
        )
        values = _extended(values, given)
    return _chart(Section(values, file=_FILE))


def chart_text(chart: Chart) -> str:
    """Return the text of a chart.toml that reads back as this chart."""
    blocks = []
    for category in chart.categories:
        blocks.append(_block(chart, category.code, category.code, category.name_zh, category.name_en))
        blocks += _inner_blocks(chart, category.code, category.code)
    return "\n".join(blocks)


def _inner_blocks(chart: Chart, parent: str, path: str) -> list[str]:
    """Return the tables of the branches below a parent, each followed by those below it."""
    blocks = []
    for branch in chart.branches:
        if branch.parent == parent:
            below = f"{path}.{branch.code}"
            blocks.append(_block(chart, branch.code, below, branch.name_zh, branch.name_en))
            blocks += _inner_blocks(chart, branch.code, below)
    return blocks


def _block(chart: Chart, code: str, path: str, name_zh: str, name_en: str) -> str:
    """Return the table of one category or branch with the leaves that hang on it directly."""
    leaves = [leaf for leaf in chart.cost_types if (leaf.branch or leaf.category) == code]
    head = f"[{path}]\nzh = {quoted(name_zh)}\nen = {quoted(name_en)}\n"
    return head + "types = [\n" + "".join(f"  {_leaf_text(leaf)},\n" for leaf in leaves) + "]\n"


def _leaf_text(leaf: CostType) -> str:
    """Return one leaf as an inline table."""
    pool = f', pool = "{leaf.pool_id}"' if leaf.pool_id else ""
    retired = f", retired_on = {leaf.retired_on.isoformat()}" if leaf.retired_on else ""
    return (
        f'{{ code = "{leaf.code}", zh = {quoted(leaf.name_zh)}, en = {quoted(leaf.name_en)}, '
        f'nature = "{leaf.nature.value}", purpose = "{leaf.purpose.value}", stage = "{leaf.stage.value}"{pool}{retired} }}'
    )


def _extended(under: Values, over: Values) -> dict[str, object]:
    """Return the chart with branches added or renamed, and leaves added or, by their code, replaced in place."""
    result = dict(under)
    for key, branch in over.items():
        beneath = result.get(key)
        if isinstance(beneath, Mapping) and isinstance(branch, Mapping):
            result[key] = _extended(beneath, branch)
        elif key == "types" and isinstance(beneath, list) and isinstance(branch, list):
            result[key] = _leaves_extended(beneath, branch)
        else:
            result[key] = branch
    return result


def _leaves_extended(old: list[object], new: list[object]) -> list[object]:
    """Return the old leaves, replaced where a new one has their code, then the leaves that are only new."""
    codes = [leaf.get("code") if isinstance(leaf, Mapping) else None for leaf in old]
    result, added = list(old), []
    for leaf in new:
        code = leaf.get("code") if isinstance(leaf, Mapping) else None
        if code is not None and code in codes:
            result[codes.index(code)] = leaf
        else:
            added.append(leaf)
    return result + added


def _chart(root: Section) -> Chart:
    """Return the checked chart: it has a leaf, and no leaf or branch twice."""
    found = _Found([], [], {})
    for code, section in root.sections():
        found.categories.append(Category(code=code, name_zh=section.text("zh"), name_en=section.text("en")))
        _read_below(section, found, category=code, branch="")
    if not found.leaves:
        raise Trouble("profile.empty_chart", {"file": _FILE})
    codes = [*(each.code for each in found.categories), *(each.code for each in found.branches)]
    twice = next((code for code in codes if codes.count(code) > 1), "")
    if twice:
        raise Trouble("profile.duplicate_branch", {"file": _FILE, "branch": twice})
    return Chart(tuple(found.categories), tuple(found.leaves.values()), tuple(found.branches))


@dataclass(frozen=True, slots=True)
class _Found:
    """What has been read so far."""

    categories: list[Category]
    branches: list[Branch]
    leaves: dict[str, CostType]


def _read_below(section: Section, found: _Found, *, category: str, branch: str) -> None:
    """Read the leaves of a category or branch, then the branches below it; one without branches needs leaves."""
    inner, written = section.inner(), section.keys()
    for row in section.rows("types") if "types" in written or not inner else ():
        leaf = _leaf(row, category=category, branch=branch)
        if leaf.code in found.leaves:
            raise Trouble("profile.duplicate_cost_type", {"file": _FILE, "cost_type": leaf.code})
        found.leaves[leaf.code] = leaf
    for code, below in inner:
        found.branches.append(Branch(code, branch or category, below.text("zh"), below.text("en")))
        _read_below(below, found, category=category, branch=code)
    section.end()


def _leaf(row: Section, *, category: str, branch: str) -> CostType:
    """Return one checked leaf."""
    leaf = CostType(
        code=row.code("code"),
        category=category,
        name_zh=row.text("zh"),
        name_en=row.text("en"),
        nature=Nature(row.choice("nature", [nature.value for nature in Nature])),
        purpose=Purpose(row.choice("purpose", [purpose.value for purpose in Purpose])),
        stage=Stage(row.choice("stage", [stage.value for stage in Stage])),
        pool_id=row.optional_text("pool"),
        branch=branch,
        retired_on=row.optional_day("retired_on"),
    )
    row.end()
    return leaf
