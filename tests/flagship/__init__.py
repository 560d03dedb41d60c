"""What must hold of the flagship: each target measured on a scenario, under both lenses, on seeds kept for checking.

`python -m tests.flagship` prints them all. Each family of targets has a module with its MEASURES; `ids.py` alone names
what a scenario calls its parts.
"""
