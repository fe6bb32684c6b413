"""The few colours of all charts: told apart without colour sight and on a grey print."""

from __future__ import annotations

INK = "#1a1a1a"
FAINT_INK = "#595959"
PAPER = "#ffffff"
LINE = "#8c8c8c"
GRID = "#e6e6e6"
UNUSED = "#f5f5f5"
"""An offer that could be used and is not."""

SHADES = ("#c9ddf0", "#94c0de", "#4f94c8", "#1f66a3", "#08306b")
"""Steps of value from light to dark, all of one blue."""

MAIN = "#2c6fa6"
SMALL = "#f2b25c"
SUM = "#0b3358"
FEE = "#f2b25c"

_SPLIT = 0.04045
_WEIGHTS = (0.2126, 0.7152, 0.0722)


def luminance(colour: str) -> float:
    """How light a colour #rrggbb is, 0 black to 1 white (relative luminance of sRGB, IEC 61966)."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return sum(weight * _linear(each) for weight, each in zip(_WEIGHTS, channels, strict=True))


def contrast(first: str, second: str) -> float:
    """How well two colours stand apart: 1 not at all, 21 black on white (W3C, WCAG 2)."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def grey(colour: str) -> str:
    """The grey of a colour, as a black-and-white print shows it."""
    linear = luminance(colour)
    channel = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return "#" + f"{round(255 * channel):02x}" * 3


def ink_on(ground: str) -> str:
    """Black or white, whichever is better read on the ground."""
    return max((INK, PAPER), key=lambda ink: contrast(ink, ground))


def _linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= _SPLIT else ((channel + 0.055) / 1.055) ** 2.4)
