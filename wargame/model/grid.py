"""The grid that the numbers of a game lie on."""

GRID_DIGITS = 6
"""Every number of the state is rounded to a millionth of a point."""
