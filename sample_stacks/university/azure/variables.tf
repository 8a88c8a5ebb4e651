variable "subscription_id" {
  description = "Campus subscription."
  type        = string
  default     = "00000000-0000-0000-0000-000000000003"
}

variable "location" {
  description = "Region agreed with the data protection officer."
  type        = string
  default     = "westeurope"
}

variable "ssh_public_key" {
  description = "Public key of the computing centre."
  type        = string
  default     = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample2 campus"
}

variable "windows_admin_password" {
  description = "Given in the pipeline as TF_VAR_windows_admin_password."
  type        = string
  sensitive   = true
  default     = null
}

variable "lab_machine_size" {
  description = "Size of the Linux machines of the teaching labs."
  type        = string
  default     = "Standard_DS2_v2"
}

variable "labs" {
  description = "Linux machines per teaching lab."
  type        = map(number)
}

variable "notebooks" {
  description = "Notebook server per research group."
  type = map(object({
    size      = string
    disk_type = string
    disk_gib  = number
  }))
}
