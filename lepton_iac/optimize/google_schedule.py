"""The Terraform that stops things of Google Cloud at night: Cloud Scheduler calls their own interface.

An instance schedule would have to be attached in the instance itself; a scheduler job stands beside it.
https://cloud.google.com/scheduler/docs/start-and-stop-compute-engine-instances-on-a-schedule
"""

from lepton_iac.model import Resource
from lepton_iac.optimize.schedule_blocks import Hours, local_address, slug


def machine_schedule(resource: Resource, hours: Hours) -> str:
    """https://cloud.google.com/compute/docs/reference/rest/v1/instances/stop"""
    name, machine = slug(resource), local_address(resource)
    place = f"projects/${{{machine}.project}}/zones/${{{machine}.zone}}/instances/${{{machine}.name}}"
    region = f'join("-", slice(split("-", {machine}.zone), 0, 2))'
    jobs = (
        _job(name, word, hour, region, f"https://compute.googleapis.com/compute/v1/{place}/{word}", "")
        for word, hour in (("stop", hours.stop), ("start", hours.start))
    )
    return "\n\n".join((_account(name, f"{machine}.project", "roles/compute.instanceAdmin.v1"), *jobs))


def database_schedule(resource: Resource, hours: Hours) -> str:
    """https://cloud.google.com/sql/docs/mysql/start-stop-restart-instance#activation_policy"""
    name, database = f"{slug(resource)}_database", local_address(resource)
    uri = f"https://sqladmin.googleapis.com/v1/projects/${{{database}.project}}/instances/${{{database}.name}}"
    jobs = (
        _job(name, word, hour, f"{database}.region", uri, _policy(policy))
        for word, hour, policy in (("stop", hours.stop, "NEVER"), ("start", hours.start, "ALWAYS"))
    )
    return "\n\n".join((_account(name, f"{database}.project", "roles/cloudsql.editor"), *jobs))


def _policy(word: str) -> str:
    return f'''
    body        = base64encode(jsonencode({{ settings = {{ activationPolicy = "{word}" }} }}))
    headers     = {{ "Content-Type" = "application/json" }}'''


def _account(name: str, project: str, role: str) -> str:
    """Who the scheduler acts as."""
    return f'''resource "google_service_account" "{name}_schedule" {{
  project      = {project}
  account_id   = "{_short(name)}"
  display_name = "starts and stops {name}"
}}

resource "google_project_iam_member" "{name}_schedule" {{
  project = {project}
  role    = "{role}"
  member  = google_service_account.{name}_schedule.member
}}'''


def _short(name: str) -> str:
    """A service account has a name of 6 to 30 lower-case letters, digits and dashes."""
    return f"stop-{name.replace('_', '-')}"[:30].rstrip("-")


def _job(name: str, word: str, hour: int, region: str, uri: str, body: str) -> str:
    """One call a day, at a full hour UTC."""
    account = f"google_service_account.{name}_schedule"
    method = "PATCH" if body else "POST"
    return f'''resource "google_cloud_scheduler_job" "{name}_{word}" {{
  project   = {account}.project
  region    = {region}
  name      = "{word}-{name.replace("_", "-")}"
  schedule  = "0 {hour} * * *"
  time_zone = "Etc/UTC"

  http_target {{
    http_method = "{method}"
    uri         = "{uri}"{body}

    oauth_token {{
      service_account_email = {account}.email
    }}
  }}
}}'''
