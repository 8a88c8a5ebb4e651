"""Webhooks of the four forges: who sends them, what they tell, and the comment that follows."""
