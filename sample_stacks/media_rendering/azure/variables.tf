variable "subscription_id" {
  description = "Subscription of the farm."
  type        = string
  default     = "00000000-0000-0000-0000-000000000002"
}

variable "location" {
  description = "Region of the farm: where the studio's line ends."
  type        = string
  default     = "westeurope"
}

variable "ssh_public_key" {
  description = "Public key of the job manager."
  type        = string
}

variable "farm" {
  description = "Render groups: machine size, number and disk."
  type = map(object({
    sku       = string
    nodes     = number
    disk_type = string
    disk_gib  = number
  }))
}
