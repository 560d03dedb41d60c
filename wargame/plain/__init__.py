"""Playing a game line by line, as plain text: for screen readers and scripts."""
