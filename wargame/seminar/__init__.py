"""The table that seats sit at: everything a screen may ask of a game."""
