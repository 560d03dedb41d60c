"""What a game shows when it is looked into: comparisons of branches, reasons, changes that would have mattered."""
