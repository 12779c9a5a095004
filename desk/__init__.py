"""The web desk of inspectors, operators and administrators. Speaks to intake_core only."""
