"""Relations as the engine declares them: tables, SQL models and exact divisions."""

from fenhao.engine.relation._declare import (
    Column,
    Cut,
    Division,
    Kind,
    Model,
    Parameter,
    Relation,
    Table,
    Value,
    column,
    model,
)

__all__ = [
    "Column",
    "Cut",
    "Division",
    "Kind",
    "Model",
    "Parameter",
    "Relation",
    "Table",
    "Value",
    "column",
    "model",
]
