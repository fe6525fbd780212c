"""Draws times over basket sizes, both logarithmic, one panel a number of promotions, as plain SVG."""

import math
from collections.abc import Mapping, Sequence
from html import escape

Curve = Mapping[int, float]
"""Nanoseconds by basket lines."""
Panel = tuple[str, Mapping[str, Curve]]
"""Title, and a curve for each engine."""

LINES = (5, 20, 100, 300)
LOWEST_NS, HIGHEST_NS = 100.0, 1e11
WIDTH, HEIGHT, LEFT, TOP, GAP = 330, 360, 70, 50, 270
UNITS = ((1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns"))
COLOURS = ("#0b5fa5", "#59a5d8", "#2e7d32", "#b71c1c", "#ef6c00", "#6a1b9a", "#5d4037", "#546e7a")


def drawn(title: str, panels: Sequence[Panel]) -> str:
    """Return the picture."""
    engines = list(dict.fromkeys(engine for _, curves in panels for engine in curves))
    colours = {engine: COLOURS[at % len(COLOURS)] for at, engine in enumerate(engines)}
    width = LEFT + len(panels) * (WIDTH + GAP)
    box = f"0 0 {width} {HEIGHT + TOP + 60}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{HEIGHT + TOP + 60}" fill="white"/>',
    ]
    for at, panel in enumerate(panels):
        parts += _panel(panel, LEFT + at * (WIDTH + GAP), colours)
    return "\n".join([*parts, "</svg>", ""])


def time_text(nanoseconds: float) -> str:
    """Return a time as people say it: 850 ns, 45 µs, 1.9 s."""
    size, unit = next(((size, unit) for size, unit in UNITS if nanoseconds >= size), UNITS[-1])
    value = nanoseconds / size
    return f"{value:.2g} {unit}" if value < 10 else f"{value:.0f} {unit}"


def _x(left: float, lines: int) -> float:
    share = math.log(lines / LINES[0]) / math.log(LINES[-1] / LINES[0])
    return left + share * WIDTH


def _y(nanoseconds: float) -> float:
    share = math.log(nanoseconds / LOWEST_NS) / math.log(HIGHEST_NS / LOWEST_NS)
    return TOP + (1 - share) * HEIGHT


def _panel(panel: Panel, left: float, colours: Mapping[str, str]) -> list[str]:
    title, curves = panel
    parts = [f'<text x="{left}" y="{TOP - 22}" font-size="14" font-weight="bold">{escape(title)}</text>']
    decades = range(round(math.log10(LOWEST_NS)), round(math.log10(HIGHEST_NS)) + 1)
    for decade in decades:
        y = _y(10.0**decade)
        parts.append(f'<line x1="{left}" x2="{left + WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#555">{time_text(10.0**decade)}</text>'
        )
    for lines in LINES:
        x = _x(left, lines)
        parts.append(f'<text x="{x:.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle" fill="#555">{lines}</text>')
    parts.append(
        f'<text x="{left + WIDTH / 2}" y="{TOP + HEIGHT + 38}" text-anchor="middle">lines of the basket</text>'
    )
    taken: list[float] = []
    for engine, curve in sorted(curves.items(), key=lambda one: -max(one[1].values())):
        parts += _curve(engine, curve, left, colours[engine], taken)
    return parts


def _curve(engine: str, curve: Curve, left: float, colour: str, taken: list[float]) -> list[str]:
    points = [(_x(left, lines), _y(nanoseconds)) for lines, nanoseconds in sorted(curve.items())]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    parts = [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>']
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
    y = points[-1][1] + 4
    if taken:
        y = max(y, taken[-1] + 14)
    taken.append(y)
    label = f"{engine}, {time_text(curve[max(curve)])}"
    parts.append(f'<text x="{left + WIDTH + 10}" y="{y:.1f}" fill="{colour}">{escape(label)}</text>')
    return parts
