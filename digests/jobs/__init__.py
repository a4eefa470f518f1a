"""Durable work: the engine, the lines before it, who is alive, and what the dead left."""
