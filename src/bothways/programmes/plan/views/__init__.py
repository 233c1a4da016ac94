"""Pages of the plan: the whole, its rows, its figures, its members."""
