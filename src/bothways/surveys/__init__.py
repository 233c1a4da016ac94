"""Ask: instruments, forms, waves, answers."""
