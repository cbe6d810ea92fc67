"""How statements of different documents stand to each other."""
