"""A mention or a prompt becomes a streamed, grounded reply."""
