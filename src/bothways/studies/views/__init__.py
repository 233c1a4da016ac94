"""Pages of studies: the design step by step, the runs, the report, what can be taken away."""
