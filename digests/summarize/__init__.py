"""A thread to a summary: `summarizer.py` first, then what it asks for, reads, writes and keeps."""
