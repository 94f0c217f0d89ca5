"""The envelope calculator: exact sums with units, the language, the sheet. Standard library only."""
