"""What the screens are composed of; each widget takes a scenario and plain numbers, and draws itself line by line."""
