"""The Terraform that stops a machine at night and starts it again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lepton_iac.model import Resource


@dataclass(frozen=True, slots=True)
class Hours:
    """Stopped from ``stop`` to ``start`` o'clock UTC, ``length`` hours every night."""

    stop: int
    start: int
    length: int


def local_address(resource: Resource) -> str:
    """How the resource's own module refers to it."""
    return resource.address.removeprefix(f"{resource.module}.") if resource.module else resource.address


def slug(resource: Resource) -> str:
    """A block name made from the resource's own."""
    return re.sub(r"\W+", "_", local_address(resource).partition(".")[2]).strip("_").lower()


def scaling_schedule(resource: Resource, hours: Hours) -> str:
    """https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_schedule"""
    name, group = slug(resource), f"{local_address(resource)}.name"
    least = resource.attributes.get("min_size") or 0
    wanted = resource.attributes.get("desired_capacity")
    return "\n\n".join(
        f'''resource "aws_autoscaling_schedule" "{name}_{word}" {{
  scheduled_action_name  = "{word}-{"at-night" if word == "stop" else "in-the-morning"}"
  autoscaling_group_name = {group}
  recurrence             = "0 {hour} * * *"
  time_zone              = "Etc/UTC"
  min_size               = {low}
  max_size               = -1
  desired_capacity       = {desired}
}}'''
        for word, hour, low, desired in (
            ("stop", hours.stop, 0, 0),
            ("start", hours.start, least, wanted if isinstance(wanted, int) else least),
        )
    )


def instance_schedule(resource: Resource, hours: Hours) -> str:
    """https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html"""
    name, instance = slug(resource), local_address(resource)
    return "\n\n".join(
        (_role(name, instance), _call(name, instance, "stop", hours.stop), _call(name, instance, "start", hours.start))
    )


def _role(name: str, instance: str) -> str:
    """What the scheduler may do: start and stop this one machine."""
    return f"""resource "aws_iam_role" "{name}_schedule" {{
  name_prefix = "stop-schedule-"
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = {{ Service = "scheduler.amazonaws.com" }}
    }}]
  }})
}}

resource "aws_iam_role_policy" "{name}_schedule" {{
  name_prefix = "stop-schedule-"
  role        = aws_iam_role.{name}_schedule.id
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{
      Effect   = "Allow"
      Action   = ["ec2:StartInstances", "ec2:StopInstances"]
      Resource = {instance}.arn
    }}]
  }})
}}"""


def _call(name: str, instance: str, word: str, hour: int) -> str:
    """One call a day, at a full hour UTC."""
    return f"""resource "aws_scheduler_schedule" "{name}_{word}" {{
  name_prefix                  = "{word}-"
  schedule_expression          = "cron(0 {hour} * * ? *)"
  schedule_expression_timezone = "UTC"

  flexible_time_window {{
    mode = "OFF"
  }}

  target {{
    arn      = "arn:aws:scheduler:::aws-sdk:ec2:{word}Instances"
    role_arn = aws_iam_role.{name}_schedule.arn
    input    = jsonencode({{ InstanceIds = [{instance}.id] }})
  }}
}}"""


def shutdown_schedule(resource: Resource, hours: Hours) -> str:
    """https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/dev_test_global_vm_shutdown_schedule"""
    machine = local_address(resource)
    return f"""resource "azurerm_dev_test_global_vm_shutdown_schedule" "{slug(resource)}" {{
  virtual_machine_id    = {machine}.id
  location              = {machine}.location
  enabled               = true
  daily_recurrence_time = "{hours.stop:02d}00"
  timezone              = "UTC"

  notification_settings {{
    enabled = false
  }}
}}"""


BLOCKS: Mapping[str, Callable[[Resource, Hours], str]] = {
    "aws_autoscaling_group": scaling_schedule,
    "aws_instance": instance_schedule,
    "azurerm_linux_virtual_machine": shutdown_schedule,
    "azurerm_windows_virtual_machine": shutdown_schedule,
}
"""Terraform type to the blocks that stop it; a type that is missing cannot be stopped by a block beside it."""
