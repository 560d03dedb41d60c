"""The rules of a turn, pure: legal orders, resolution, ledger, chance and views. No I/O, no clock, no global state.

But for `native`: it has the same turn compiled, kept in the user's cache folder and loaded.
"""
