"""chart.toml: the tree of cost types."""

from collections.abc import Mapping

from fenhao.engine.ledger import Category, Chart, CostType, Nature, Purpose, Stage
from fenhao.kernel import Trouble
from fenhao.profiles._section import Section, Values, parse_toml
from fenhao.profiles._settings import quoted
from fenhao.profiles._texts import default_text, layer_of, profile_values

_FILE = "chart.toml"
_EXTENDS = "extends"


def read_chart(text: str, *, profile: str = "") -> Chart:
    """Return the chart in the text of chart.toml, categories and leaves in the order written.

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
        leaves = [_leaf_text(leaf) for leaf in chart.cost_types if leaf.category == category.code]
        head = f"[{category.code}]\nzh = {quoted(category.name_zh)}\nen = {quoted(category.name_en)}\n"
        blocks.append(head + "types = [\n" + "".join(f"  {leaf},\n" for leaf in leaves) + "]\n")
    return "\n".join(blocks)


def _leaf_text(leaf: CostType) -> str:
    """Return one leaf as an inline table."""
    pool = f', pool = "{leaf.pool_id}"' if leaf.pool_id else ""
    return (
        f'{{ code = "{leaf.code}", zh = {quoted(leaf.name_zh)}, en = {quoted(leaf.name_en)}, '
        f'nature = "{leaf.nature.value}", purpose = "{leaf.purpose.value}", stage = "{leaf.stage.value}"{pool} }}'
    )


def _extended(under: Values, over: Values) -> dict[str, object]:
    """Return the chart with branches added or renamed, and leaves added or, by their code, replaced in place."""
    result = dict(under)
    for key, branch in over.items():
        beneath = result.get(key)
        if not (isinstance(beneath, Mapping) and isinstance(branch, Mapping)):
            result[key] = branch
            continue
        joined = {**beneath, **branch}
        old, new = beneath.get("types"), branch.get("types", [])
        if isinstance(old, list) and isinstance(new, list):
            joined["types"] = _leaves_extended(old, new)
        result[key] = joined
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
    """Return the checked chart: it has a leaf, and no leaf twice."""
    categories: list[Category] = []
    leaves: dict[str, CostType] = {}
    for code, section in root.sections():
        categories.append(Category(code=code, name_zh=section.text("zh"), name_en=section.text("en")))
        for row in section.rows("types"):
            leaf = _leaf(row, category=code)
            if leaf.code in leaves:
                raise Trouble("profile.duplicate_cost_type", {"file": _FILE, "cost_type": leaf.code})
            leaves[leaf.code] = leaf
        section.end()
    if not leaves:
        raise Trouble("profile.empty_chart", {"file": _FILE})
    return Chart(categories=tuple(categories), cost_types=tuple(leaves.values()))


def _leaf(row: Section, *, category: str) -> CostType:
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
    )
    row.end()
    return leaf
