"""What a week was about, from its messages alone: conversations, what they hold, their titles."""
