variable "region" {
  description = "Region of every environment."
  type        = string
  default     = "eu-west-1"
}

variable "ami_id" {
  description = "Image of the workbenches."
  type        = string
  default     = "ami-0a1b2c3d4e5f60011"
}

variable "environments" {
  description = "One entry per environment; the key becomes the Environment tag."
  type = map(object({
    instance_type   = string
    data_volume_gib = number
    db_class        = string
    db_multi_az     = bool
    node_type       = string
    node_count      = number
    log_days        = number
  }))
}
