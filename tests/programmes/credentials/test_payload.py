"""The signed payload: what comes out is what went in, and every change is refused by its name."""

import string
from datetime import date, timedelta
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bothways.programmes.credentials.levels import WIRE
from bothways.programmes.credentials.payload import (
    EPOCH,
    MOST,
    ROOM_FOR_NAME,
    Payload,
    Unreadable,
    message_of,
    read,
    shortened,
    taken_apart,
    written,
)
from bothways.programmes.credentials.verifying import PIECE

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=90)
PAYLOADS = st.builds(
    Payload,
    key_id=st.binary(min_size=4, max_size=4).map(bytes.hex),
    serial=st.binary(min_size=8, max_size=8).map(bytes.hex),
    issued_on=st.integers(0, 65535).map(lambda day: EPOCH + timedelta(days=day)),
    unit_tenths=st.integers(0, 65535),
    unit_minutes=st.integers(1, 255),
    language=st.sampled_from(["", "de", "ckb"]),
    levels=st.tuples(*[st.integers(0, len(WIRE) - 1)] * 5),
    name=WORDS,
    title=WORDS,
)


def text_of(payload: Payload) -> str:
    message = message_of(payload)
    return written(message, KEY.sign(message))


@given(PAYLOADS)
def test_the_facts_come_back_and_never_take_more_than_160_bytes(payload: Payload) -> None:
    message, signature = taken_apart(text_of(payload))
    KEY.public_key().verify(signature, message)
    assert len(message) + len(signature) <= MOST
    found = read(message)
    for field in ("key_id", "serial", "issued_on", "unit_tenths", "levels", "language"):
        assert getattr(found, field) == getattr(payload, field)
    for given_words, kept in ((payload.name, found.name), (payload.title, found.title)):
        assert kept == given_words or given_words.startswith(kept.removesuffix("…"))
    if len(payload.name.encode()) <= ROOM_FOR_NAME:
        assert found.name == payload.name


@given(PAYLOADS)
def test_the_text_fits_the_small_alphabet_of_qr_codes(payload: Payload) -> None:
    text = text_of(payload)
    assert set(text) <= set(string.ascii_uppercase + "234567")
    assert PIECE.search(f"HTTPS://EXAMPLE.ORG/V/{text}")


@given(PAYLOADS, st.data())
def test_one_changed_letter_is_refused_by_name_or_by_the_signature(
    payload: Payload, data: Any
) -> None:
    text = text_of(payload)
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567018").filter(
        lambda drawn: drawn != text[at]))  # fmt: skip
    changed = text[:at] + letter + text[at + 1 :]
    try:
        message, signature = taken_apart(changed)
    except Unreadable as error:
        assert error.reason in {"changed", "cut_off", "newer_format"}
        return
    with pytest.raises(InvalidSignature):
        KEY.public_key().verify(signature, message)


@given(PAYLOADS, st.data())
def test_a_text_that_is_cut_off_says_so(payload: Payload, data: Any) -> None:
    text = text_of(payload)
    keep = data.draw(st.integers(4, len(text) - 1))
    with pytest.raises(Unreadable) as refused:
        taken_apart(text[:keep])
    # Fewer than eight bits at the end may be idle ones: then only they tell.
    assert refused.value.reason == "cut_off" or (len(text) - keep) * 5 < 8


@given(st.text(max_size=200))
def test_any_other_text_is_refused_and_never_breaks(text: str) -> None:
    try:
        read(taken_apart(text)[0])
    except Unreadable as error:
        assert error.reason in {"no_certificate", "cut_off", "changed", "newer_format"}


@given(WORDS, st.integers(3, 60))
def test_shortening_keeps_whole_letters(text: str, room: int) -> None:
    assert len(shortened(text, room).encode()) <= room


def test_a_long_title_ends_in_an_ellipsis_within_the_signed_part() -> None:
    payload = Payload("00" * 4, "00" * 8, date(2026, 1, 1), 10, 45, "", (0,) * 5, "Ana", "x" * 200)
    message, _signature = taken_apart(text_of(payload))
    assert read(message).title.endswith("…")
