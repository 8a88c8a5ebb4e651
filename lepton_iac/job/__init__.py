"""One stack from what the user named to its report: no terminal, no environment, no clock.

The command line, the fleet scan, the service and the watch all run their stacks through here.
"""
