"""A digest in other forms: plain text, Markdown, HTML, JSON, and cut to what somebody wants."""
