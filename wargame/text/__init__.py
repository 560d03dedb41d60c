"""Everything a person reads, in plain words."""
