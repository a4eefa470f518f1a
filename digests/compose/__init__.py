"""A digest to Slack messages within Slack's limits."""
