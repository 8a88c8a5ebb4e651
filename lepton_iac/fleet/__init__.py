"""Many stacks at once: found, worked off on any number of processes, kept in one file, and asked about together."""
