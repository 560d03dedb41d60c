"""Every document that a command prints for other programs, by one codec: each module says what its values hold."""
