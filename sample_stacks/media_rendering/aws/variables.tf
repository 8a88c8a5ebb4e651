variable "region" {
  description = "Region of the farm: where the studio's line ends."
  type        = string
  default     = "eu-west-1"
}

variable "ami_id" {
  description = "Image with the renderer and its drivers."
  type        = string
  default     = "ami-0a1b2c3d4e5f60031"
}

variable "farm" {
  description = "Render groups: machine type, size and local disk."
  type = map(object({
    instance_type = string
    nodes         = number
    max_nodes     = number
    disk_type     = string
    disk_gib      = number
  }))
}
