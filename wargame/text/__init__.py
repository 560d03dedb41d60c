"""What happened, told in plain words."""
