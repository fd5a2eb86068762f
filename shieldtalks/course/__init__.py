"""The folder of the course: its notebooks, their cells, and what a chart in them shows."""
