"""What screens of a game are made from: a frame, its panes, and panes that fill in while work goes on."""
