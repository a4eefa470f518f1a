"""The model's part of a digest: threads packed into few calls, read ahead, and composed once."""
