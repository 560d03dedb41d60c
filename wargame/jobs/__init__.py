"""Long work done by other processes: one task for all of it, whether in one process, a pool or a cluster."""
