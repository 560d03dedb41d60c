"""A scenario as a standard environment for learning agents."""
