"""The weekly digest in Slack: planned, read ahead, previewed, sent, corrected, looked up again."""
