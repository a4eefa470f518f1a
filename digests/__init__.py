"""The activity of a workspace and what is made of it: store, summaries, the Friday digest."""
