"""Measure: design, assignment, locked plan, run, finding, and the way back to the practice."""
