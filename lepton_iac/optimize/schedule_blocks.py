"""The Terraform that stops a machine at night and starts it again."""

import re
from dataclasses import dataclass

from lepton_iac.model import Resource

SCHEDULER = "scheduler.amazonaws.com"


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
    given = f"InstanceIds = [{instance}.id]"
    return "\n\n".join(
        (
            _role(name, instance, SCHEDULER, ("ec2:StartInstances", "ec2:StopInstances")),
            _call(name, "stop", hours.stop, "ec2:stopInstances", given),
            _call(name, "start", hours.start, "ec2:startInstances", given),
        )
    )


def database_schedule(resource: Resource, hours: Hours) -> str:
    """https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html"""
    name, database = f"{slug(resource)}_database", local_address(resource)
    given = f"DbInstanceIdentifier = {database}.identifier"
    return "\n\n".join(
        (
            _role(name, database, SCHEDULER, ("rds:StartDBInstance", "rds:StopDBInstance")),
            _call(name, "stop", hours.stop, "rds:stopDBInstance", given),
            _call(name, "start", hours.start, "rds:startDBInstance", given),
        )
    )


def warehouse_schedule(resource: Resource, hours: Hours) -> str:
    """https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/redshift_scheduled_action"""
    name, cluster = f"{slug(resource)}_warehouse", local_address(resource)
    role = _role(name, cluster, "scheduler.redshift.amazonaws.com", ("redshift:PauseCluster", "redshift:ResumeCluster"))
    actions = (
        f'''resource "aws_redshift_scheduled_action" "{name}_{word}" {{
  name     = "${{{cluster}.cluster_identifier}}-{word}"
  schedule = "cron(0 {hour} * * ? *)"
  iam_role = aws_iam_role.{name}_schedule.arn

  target_action {{
    {word}_cluster {{
      cluster_identifier = {cluster}.cluster_identifier
    }}
  }}
}}'''
        for word, hour in (("pause", hours.stop), ("resume", hours.start))
    )
    return "\n\n".join((role, *actions))


def service_schedule(resource: Resource, hours: Hours) -> str:
    """https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html"""
    name, service = slug(resource), local_address(resource)
    count = resource.attributes.get("desired_count") or 1
    target = f'''resource "aws_appautoscaling_target" "{name}" {{
  service_namespace  = "ecs"
  resource_id        = "service/${{reverse(split("/", {service}.cluster))[0]}}/${{{service}.name}}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = {count}
  max_capacity       = {count}
}}'''
    return "\n\n".join((target, _scaled(name, "stop", hours.stop, 0), _scaled(name, "start", hours.start, int(count))))


def _scaled(name: str, word: str, hour: int, count: int) -> str:
    target = f"aws_appautoscaling_target.{name}"
    return f'''resource "aws_appautoscaling_scheduled_action" "{name}_{word}" {{
  name               = "{word}"
  service_namespace  = {target}.service_namespace
  resource_id        = {target}.resource_id
  scalable_dimension = {target}.scalable_dimension
  schedule           = "cron(0 {hour} * * ? *)"
  timezone           = "UTC"

  scalable_target_action {{
    min_capacity = {count}
    max_capacity = {count}
  }}
}}'''


def _role(name: str, target: str, service: str, actions: tuple[str, ...]) -> str:
    """What the scheduler may do: start and stop this one thing."""
    allowed = ", ".join(f'"{action}"' for action in actions)
    return f"""resource "aws_iam_role" "{name}_schedule" {{
  name_prefix = "stop-schedule-"
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = {{ Service = "{service}" }}
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
      Action   = [{allowed}]
      Resource = {target}.arn
    }}]
  }})
}}"""


def _call(name: str, word: str, hour: int, call: str, given: str) -> str:
    """One call a day, at a full hour UTC."""
    return f"""resource "aws_scheduler_schedule" "{name}_{word}" {{
  name_prefix                  = "{word}-"
  schedule_expression          = "cron(0 {hour} * * ? *)"
  schedule_expression_timezone = "UTC"

  flexible_time_window {{
    mode = "OFF"
  }}

  target {{
    arn      = "arn:aws:scheduler:::aws-sdk:{call}"
    role_arn = aws_iam_role.{name}_schedule.arn
    input    = jsonencode({{ {given} }})
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
