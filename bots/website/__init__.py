"""The city's own website: a chat page for anybody with a browser, and the API behind it."""
