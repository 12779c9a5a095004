"""What came in, committed once before the platform hears so, and handed on as turns."""
