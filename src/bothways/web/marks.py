"""The two-strand mark: saffron is the newcomers' thread, indigo the hosts'.

A thread that bends belongs to a side that is asked to change; each crossing is one step of
confidence. Where a missing field decides, the threads go on crossing, thin, as far as they might.
Hollow threads: a sound study found no effect.
Shapes are paths in a box of 64 x 16 units, five slots of 12 after a margin of 2.
"""

from dataclasses import dataclass

SLOT = 12
MARGIN = 2
HIGH, MIDDLE, LOW = 2.6, 8.0, 13.4
END = MARGIN + 5 * SLOT


@dataclass(frozen=True)
class Thread:
    """One path and its style class.

    Strand ``sn`` or ``sh``, weight ``k`` crossed or ``l`` loose; ``hw`` hollows a strand out.
    """

    css: str
    d: str


def mark(
    who_changes: str, crossings: int = 0, possible: int = 0, *, hollow: bool = False
) -> tuple[Thread, ...]:
    """The threads of one mark, drawn in this order.

    ``crossings`` (0 to 5) are certain, drawn thick; those up to ``possible`` thin.
    """
    if not 0 <= crossings <= 5 or possible > 5:
        raise ValueError(f"crossings is {crossings} to {possible}; a mark has 0 to 5")
    new_bends, host_bends = _bends(who_changes)
    last = max(crossings, possible)
    joint, flipped, thin = MARGIN + last * SLOT, bool(last % 2), range(crossings, last)
    threads = [
        Thread("sn l", _loose(joint, new_bends, LOW if flipped else HIGH)),
        Thread("sh l", _loose(joint, host_bends, HIGH if flipped else LOW)),
        Thread("sn l", _strand(thin, new_bends, HIGH)),
        Thread("sh l", _strand(thin, host_bends, LOW)),
    ]
    if crossings:
        threads += _crossed(crossings, new_bends, host_bends)
    if hollow:
        slots = range(crossings)
        threads += [
            Thread("sn hw", _strand(slots, new_bends, HIGH)),
            Thread("sh hw", _strand(slots, host_bends, LOW)),
        ]
    return tuple(thread for thread in threads if thread.d)


def _bends(who_changes: str) -> tuple[bool, bool]:
    return who_changes in ("newcomers", "both"), who_changes in ("hosts", "both", "institutions")


def _loose(joint: int, bends: bool, side: float) -> str:
    if joint >= END:
        return ""
    if not bends:
        return f"M{joint} 8H{END}"
    sway = 2.6 if side == LOW else -2.6
    first = f"q3 {-sway if side == LOW else sway} 6 0t6 0" if side == LOW else f"q3 {sway} 6 0t6 0"
    return f"M{joint} {side}" + first * ((END - joint) // SLOT)


def _crossed(crossings: int, new_bends: bool, host_bends: bool) -> list[Thread]:
    slots = range(crossings)
    over_host = [slot for slot in slots if slot % 2]
    over_new = [slot for slot in slots if not slot % 2]
    new, host = _strand(slots, new_bends, HIGH), _strand(slots, host_bends, LOW)
    return [
        Thread("sn k", new),
        Thread("sx x", _strand(over_host, host_bends, LOW)),
        Thread("sh k", host),
        Thread("sx x", _strand(over_new, new_bends, HIGH)),
        Thread("sn k", _strand(over_new, new_bends, HIGH)),
    ]


def _strand(slots: "range | list[int]", bends: bool, start: float) -> str:
    return "".join(_step(slot, bends, start) for slot in slots)


def _step(slot: int, bends: bool, start: float) -> str:
    left, right = MARGIN + slot * SLOT, MARGIN + (slot + 1) * SLOT
    if not bends:
        return f"M{left} 8H{right}"
    other = LOW if start == HIGH else HIGH
    near, far = (start, other) if slot % 2 == 0 else (other, start)
    middle = left + SLOT // 2
    return f"M{left} {near}C{middle} {near} {middle} {far} {right} {far}"
