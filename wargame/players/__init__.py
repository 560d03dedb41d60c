"""Bots: who plays a seat that no person plays."""
