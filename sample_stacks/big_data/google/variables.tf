variable "project" {
  description = "Project of the data platform."
  type        = string
  default     = "example-data-platform"
}

variable "region" {
  description = "Region of the data platform; the lake must not leave it."
  type        = string
  default     = "europe-west1"
}

variable "node_pools" {
  description = "Spark node pools of the cluster."
  type = map(object({
    machine_type = string
    nodes        = number
    disk_type    = string
    disk_gib     = number
    spot         = bool
  }))
}
