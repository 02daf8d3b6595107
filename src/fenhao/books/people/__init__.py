"""People: users, the six roles, departments, cover, and machines' tokens. Operations are in ``people.operations``."""
