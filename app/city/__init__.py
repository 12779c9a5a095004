"""Reads a city's folder: every fault with file, line and column, all of them at once."""
