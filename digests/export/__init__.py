"""A Slack export into the store: read safely, any shape since 2015, any number of times."""
