"""One module per command; the only code that prints, exits or reads the clock."""
