"""The pages, a module each: what it reads, what its forms do."""
