"""The plan: goal, results, indicators, partners, money, risks."""
