"""Email to findings; one module per family of rules. Pure."""
