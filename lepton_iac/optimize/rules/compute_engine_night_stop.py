"""Compute Engine machines outside production that nobody uses at night.

https://cloud.google.com/scheduler/docs/start-and-stop-compute-engine-instances-on-a-schedule
"""

from lepton_iac.optimize.google_schedule import machine_schedule
from lepton_iac.optimize.running_cost import machine_saving
from lepton_iac.optimize.shapes.night_stop import Stop, night_stop

RULE = night_stop(
    "compute-engine-night-stop",
    "stops Compute Engine machines outside production at night by Cloud Scheduler",
    ("google_compute_instance",),
    Stop(
        blocks=machine_schedule,
        saved=machine_saving,
        scheduled_by=frozenset({"google_cloud_scheduler_job", "google_compute_resource_policy_attachment"}),
        unfit=lambda resource, context: (
            "it has an instance schedule" if resource.attributes.get("resource_policies") else ""
        ),
    ),
    "https://cloud.google.com/scheduler/docs/start-and-stop-compute-engine-instances-on-a-schedule",
)
