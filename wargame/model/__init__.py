"""What a game is made of: frozen values, standard library only."""
