"""The published draw: anybody can compute it with a pocket calculator for SHA-256."""

from __future__ import annotations

from hashlib import sha256

from allocator.formulation import ties
from allocator.formulation.ties import tie_weights


def test_weight_is_the_first_twenty_bits_plus_one() -> None:
    bits = bin(int(sha256(b"7|M01|C01").hexdigest(), 16))[2:].zfill(256)
    assert tie_weights([("M01", "C01")], 7) == {("M01", "C01"): int(bits[:20], 2) + 1}


def test_order_of_pairs_does_not_matter() -> None:
    pairs = [(f"M{a}", f"C{b}") for a in range(30) for b in range(3)]
    assert tie_weights(pairs, 0) == tie_weights(list(reversed(pairs)), 0)


def test_another_seed_is_another_draw() -> None:
    pairs = [(f"M{a}", "C1") for a in range(9)]
    assert tie_weights(pairs, 0) != tie_weights(pairs, 1)


def test_equal_weights_within_a_component_draw_again() -> None:
    # 3,000 members draw from about a million: the birthday paradox makes equals all but certain
    # (about 4 expected), and the rule leaves none.
    pairs = [(f"M{each:04d}", "C1") for each in range(3000)]
    first = [ties._draw(f"0|{member}|C1") for member, _ in pairs]
    assert len(set(first)) < len(first)
    weights = tie_weights(pairs, 0)
    assert len(set(weights.values())) == len(weights)
    taken: dict[int, str] = {}
    for member, _ in pairs:
        weight = ties._draw(f"0|{member}|C1")
        if weight in taken:
            assert weights[member, "C1"] == ties._draw(f"0|{member}|C1|1")
            return
        taken[weight] = member


def test_equal_weights_in_different_components_stay() -> None:
    pairs = [(f"M{each:04d}", f"C{each:04d}") for each in range(3000)]
    weights = tie_weights(pairs, 0)
    assert all(weights[a, b] == ties._draw(f"0|{a}|{b}") for a, b in pairs)
