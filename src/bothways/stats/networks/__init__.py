"""Ties between groups in classes: who plays, talks or works with whom."""

from bothways.stats.networks.mixing import Ties, coleman, mixing_matrix
from bothways.stats.networks.permutation import CrossTies, cross_ties

__all__ = ["CrossTies", "Ties", "coleman", "cross_ties", "mixing_matrix"]
