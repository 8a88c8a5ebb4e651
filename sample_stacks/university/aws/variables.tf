variable "region" {
  description = "Region agreed with the data protection officer."
  type        = string
  default     = "eu-west-1"
}

variable "ami_ids" {
  description = "Image per operating system, built by the computing centre every term."
  type        = map(string)
  default = {
    linux   = "ami-0a1b2c3d4e5f60041"
    windows = "ami-0a1b2c3d4e5f60042"
  }
}

variable "lab_machine_type" {
  description = "Type of the Linux machines of the teaching labs."
  type        = string
  default     = "t2.large"
}

variable "labs" {
  description = "Linux machines per teaching lab."
  type        = map(number)
}

variable "notebooks" {
  description = "Notebook server per research group."
  type = map(object({
    instance_type = string
    volume_gib    = number
  }))
}
