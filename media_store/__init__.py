"""Bytes in, evidence out: files are kept by their content, checked and described. Knows no appeal."""
