"""Claude's Messages API: what is asked, what comes back, what it costs and how it fails."""
