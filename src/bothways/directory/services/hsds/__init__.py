"""HSDS 3.1 as bytes: JSON objects and tabular CSV, each a pair of pure functions."""
