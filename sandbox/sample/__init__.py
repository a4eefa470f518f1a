"""Barrowline, an invented company: four weeks of its Slack, written for this project."""
