"""Translation only: what people and machines say and see. Interfaces do not know each other."""
