"""A chart as the pages of the room take it."""

import base64

from shieldtalks.figures.figure import Figure


def picture(figure: Figure) -> dict[str, str]:
    """Return a chart as plain JSON: its picture (a data address), title, alt text and footer."""
    packed = base64.b64encode(figure.png).decode()
    return {
        "src": f"data:image/png;base64,{packed}",
        "title": figure.title,
        "alt": figure.alt,
        "footer": figure.footer,
    }
