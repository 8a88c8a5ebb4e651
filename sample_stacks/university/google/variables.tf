variable "project" {
  description = "Campus project."
  type        = string
  default     = "example-campus"
}

variable "region" {
  description = "Region of teaching and research."
  type        = string
  default     = "us-central1"
}

variable "lab_machine_type" {
  description = "Type of the Linux machines of the teaching labs."
  type        = string
  default     = "n1-standard-2"
}

variable "labs" {
  description = "Linux machines per teaching lab."
  type        = map(number)
}

variable "notebooks" {
  description = "Notebook server per research group."
  type = map(object({
    machine_type = string
    disk_type    = string
    disk_gib     = number
  }))
}
