"""The command line: arguments, environment, clock, disk, progress and exit codes."""
