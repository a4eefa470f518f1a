"""What the real Slack says to all that the bot shows, and whether the sandbox agrees."""
