"""Rules in `policies/` against a stack before and after: findings."""
