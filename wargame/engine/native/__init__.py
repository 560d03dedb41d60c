"""A second reading of a program's instructions: C for many worlds, which gives numpy's numbers bit for bit."""
