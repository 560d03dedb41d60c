"""Games as they are played and kept: turns, saves."""
