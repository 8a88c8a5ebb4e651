"""Looking again and again: what somebody must know now, said once and in the right place."""
