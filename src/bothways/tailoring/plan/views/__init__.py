"""Pages of a plan. Each section has one small form and works without a script."""
