"""A small policy that tests bend to their needs."""

from lepton_iac.policy import Policy, load_policy

CONDITION = 'text("instance_type", "") == "m4.large"'
GOOD = f"""id: own-rule
title: A rule
severity: high
category: cost
applies_to: [aws_instance]
deny: {CONDITION}
why: Because.
source: https://example.com/rule
message: "{{address}} is {{instance_type}}"
fix: take another
examples:
  pass: [{{type: aws_instance, attributes: {{instance_type: m7i.large}}}}]
  fail: [{{type: aws_instance, attributes: {{instance_type: m4.large}}}}]
"""


def policy(deny: str, when: str = "", types: str = "aws_instance", message: str = "found") -> Policy:
    """The small policy with another condition."""
    text = GOOD.replace(f"deny: {CONDITION}", f"deny: >-\n  {deny}")
    text = text.replace("[aws_instance]", f'["{types}"]')
    text = text.replace('"{address} is {instance_type}"', f"'{message}'")
    return load_policy((text + (f"when: >-\n  {when}\n" if when else "")).encode(), "own.yaml")
