"""Pages of the practices, one module a topic."""
