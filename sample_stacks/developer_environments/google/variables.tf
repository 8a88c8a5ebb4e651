variable "project" {
  description = "Project of the developer environments."
  type        = string
  default     = "example-developer-environments"
}

variable "region" {
  description = "Region of every environment."
  type        = string
  default     = "us-central1"
}

variable "environments" {
  description = "One entry per environment; the key becomes the environment label."
  type = map(object({
    machine_type  = string
    data_disk     = string
    data_disk_gib = number
    db_tier       = string
    db_regional   = bool
    node_type     = string
    node_count    = number
  }))
}
