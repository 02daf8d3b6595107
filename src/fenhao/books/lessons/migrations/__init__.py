"""How the tables of lessons came to be."""
