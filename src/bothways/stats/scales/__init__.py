"""How far a scale or a coding can be relied on.

``consistency`` holds alpha, omega and item-rest correlations of one scale; ``agreement`` kappa
and Krippendorff's alpha of coders.
"""

from bothways.stats.scales.agreement import Agreement, cohen_kappa, krippendorff_alpha
from bothways.stats.scales.consistency import Scale, item_rest, scale_consistency, scale_scores

__all__ = [
    "Agreement",
    "Scale",
    "cohen_kappa",
    "item_rest",
    "krippendorff_alpha",
    "scale_consistency",
    "scale_scores",
]
