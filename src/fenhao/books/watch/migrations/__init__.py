"""How the tables of the watch came to be."""
