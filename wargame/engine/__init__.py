"""The rules of a turn, pure: legal orders, resolution, ledger, chance and views. No I/O, no clock, no global state."""
