"""The Slack surface: what Slack sends in, and what people see."""
