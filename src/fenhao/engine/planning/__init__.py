"""Planning: what a coming year may need, bring and save, from what a year has shown and what people assume."""

__all__: list[str] = []
