variable "subscription_id" {
  description = "Subscription of the data platform."
  type        = string
  default     = "00000000-0000-0000-0000-000000000004"
}

variable "location" {
  description = "Region of the data platform; the lake must not leave it."
  type        = string
  default     = "westeurope"
}

variable "ssh_public_key" {
  description = "Public key of the platform team."
  type        = string
  default     = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample4 data"
}

variable "node_pools" {
  description = "Spark node pools of the cluster."
  type = map(object({
    vm_size = string
    nodes   = number
  }))
}
