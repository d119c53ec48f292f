"""A reliability diagram as SVG (DeGroot and Fienberg 1983): accuracy against confidence."""

from collections.abc import Sequence
from html import escape

SIDE, EDGE = 240, 44  # of the plot and around it, in pixels
LEAST_RADIUS, MOST_RADIUS = 3.0, 11.0


def reliability_svg(
    title: str, bins: Sequence[tuple[float, float, int]], calibration_error: float
) -> str:
    """Draw bins of (confidence, accuracy, count); a dot's area grows with its count.

    A model that is right as often as it claims lies on the diagonal, one that is too sure below.
    """
    most = max((count for _, _, count in bins), default=1)
    marks = []
    for confidence, accuracy, count in bins:
        x, y = place(confidence, accuracy)
        radius = max(LEAST_RADIUS, MOST_RADIUS * (count / most) ** 0.5)
        marks.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#2563eb" '
            f'fill-opacity="0.75"><title>confidence {confidence:.2f}, accuracy {accuracy:.2f}, '
            f"{count} rows</title></circle>"
        )
    ticks = []
    for value in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = place(value, value)
        bottom = EDGE + SIDE
        ticks.append(f'<text x="{x:.0f}" y="{bottom + 16}" text-anchor="middle">{value:g}</text>')
        ticks.append(f'<text x="{EDGE - 8}" y="{y + 4:.0f}" text-anchor="end">{value:g}</text>')
    (left, bottom), (right, top) = place(0, 0), place(1, 1)
    width, height = SIDE + 2 * EDGE, SIDE + 2 * EDGE
    middle = EDGE + SIDE / 2
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" font-size="12">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            f'<rect x="{EDGE}" y="{EDGE}" width="{SIDE}" height="{SIDE}" fill="none" '
            'stroke="#9ca3af"/>',
            f'<line x1="{left:g}" y1="{bottom:g}" x2="{right:g}" y2="{top:g}" stroke="#9ca3af" '
            'stroke-dasharray="4 4"/>',
            *marks,
            '<g fill="#374151">',
            *ticks,
            f'<text x="{middle:g}" y="18" text-anchor="middle" font-weight="bold">'
            f"{escape(title)}</text>",
            f'<text x="{middle:g}" y="34" text-anchor="middle">calibration error '
            f"{calibration_error:.3f}</text>",
            f'<text x="{middle:g}" y="{height - 8}" text-anchor="middle">confidence</text>',
            f'<text transform="translate(12 {middle:g}) rotate(-90)" text-anchor="middle">'
            "accuracy</text>",
            "</g>",
            "</svg>",
            "",
        ]
    )


def place(confidence: float, accuracy: float) -> tuple[float, float]:
    """Pixels of a point."""
    return EDGE + SIDE * confidence, EDGE + SIDE * (1 - accuracy)
