"""Long work away from who asked for it: in a process of its own, in several, or on a cluster."""
