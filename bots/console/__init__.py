"""The terminal as a channel: what is sent is handed to whoever asked, files are read from this machine."""
