"""Pages of surveys: for owners and teachers, for those who answer, and doors for phones."""
