"""A class together: phones that answer, a screen that shows, and what is kept of it.

The log of a class is the class: what anybody sees is computed from the events that its file holds.
"""
