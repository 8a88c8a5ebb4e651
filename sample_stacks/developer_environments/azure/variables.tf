variable "subscription_id" {
  description = "Subscription of the developer environments."
  type        = string
  default     = "00000000-0000-0000-0000-000000000001"
}

variable "location" {
  description = "Region of every environment."
  type        = string
  default     = "westeurope"
}

variable "ssh_public_key" {
  description = "Public key of the build service, the only one that logs in directly."
  type        = string
}

variable "environments" {
  description = "One entry per environment; the key becomes the environment tag."
  type = map(object({
    vm_size        = string
    data_disk_type = string
    data_disk_gib  = number
    db_sku         = string
    db_zones       = bool
    node_size      = string
    node_count     = number
  }))
}
