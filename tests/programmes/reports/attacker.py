"""A curious reader with the whole published table, and nothing else: linear programmes."""

from collections.abc import Sequence

import numpy as np
from scipy import optimize

from bothways.programmes.disclosure.alone import Hidden
from bothways.programmes.disclosure.margins import Margins

Key = tuple[int, str, str]  # column (the whole is the last), dimension, code


def bounds_of(columns: Sequence[Margins], hidden: Hidden, additive: bool) -> dict[Key, list[float]]:
    """Least and most of every hidden cell that agree with all that is published."""
    cells = _cells(columns, additive)
    place = {key: k for k, key in enumerate(cells)}
    sets = [*hidden.columns, hidden.whole]
    rows = _sums(columns, place, additive)
    fixed = [(k, value) for key, value in cells.items()
             for k in [place[key]] if key[1:] not in sets[key[0]]]  # fmt: skip
    for k, value in fixed:
        row = np.zeros(len(place) + 1)
        row[k], row[-1] = 1, value
        rows.append(row)
    A = np.array(rows)
    found: dict[Key, list[float]] = {}
    for key, k in place.items():
        if key[1:] in sets[key[0]]:
            found[key] = [_end(A, k, sign) for sign in (1, -1)]
    return found


def _end(A: np.ndarray, k: int, sign: int) -> float:
    c = np.zeros(A.shape[1] - 1)
    c[k] = sign
    answer = optimize.linprog(c, A_eq=A[:, :-1], b_eq=A[:, -1], bounds=(0, None), method="highs")
    assert answer.status in (0, 3), answer.message
    return sign * answer.fun if answer.status == 0 else sign * -np.inf


def _cells(columns: Sequence[Margins], additive: bool) -> dict[Key, float]:
    found: dict[Key, float] = {}
    whole: dict[tuple[str, str], float] = {}
    for number, column in enumerate(columns):
        pairs = [(("", ""), column.total)] + [
            ((d, code), value) for d, part in column.parts.items() for code, value in part.items()
        ]
        for key, value in pairs:
            found[number, *key] = float(value or 0)
            whole[key] = whole.get(key, 0.0) + float(value or 0)
    if additive:
        found |= {(len(columns), *key): value for key, value in whole.items()}
    return found


def _sums(columns: Sequence[Margins], place: dict[Key, int], additive: bool) -> list[np.ndarray]:
    """Parts make their total in every column; columns make the whole in every row."""
    rows = []
    numbers = {key[0] for key in place}
    for number in numbers:
        for dimension in {key[1] for key in place if key[1]}:
            members = [k for key, k in place.items() if key[:2] == (number, dimension)]
            if members:
                rows.append(_row(len(place), members, place[number, "", ""]))
    if additive:
        last = len(columns)
        for key, k in place.items():
            if key[0] == last:
                members = [j for other, j in place.items()
                           if other[1:] == key[1:] and other[0] != last]  # fmt: skip
                rows.append(_row(len(place), members, k))
    return rows


def _row(width: int, members: list[int], total: int) -> np.ndarray:
    row = np.zeros(width + 1)
    row[members] = 1
    row[total] = -1
    return row
