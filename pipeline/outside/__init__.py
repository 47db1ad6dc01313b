"""The only modules that touch the machine or strangers: HTTP, a browser, other programs, the disk."""
