variable "name" {
  description = "Name of the tier."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the target group."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets of load balancer and machines."
  type        = list(string)
}

variable "ami_id" {
  description = "Image of the machines."
  type        = string
}

variable "instance_type" {
  description = "Type of every machine in the group."
  type        = string
}

variable "root_volume_type" {
  description = "EBS type of the root disk."
  type        = string
  default     = "gp2"
}

variable "size" {
  description = "Bounds and wanted size of the group."
  type = object({
    min     = number
    max     = number
    desired = number
  })
}

variable "tags" {
  description = "Tags of every resource and machine."
  type        = map(string)
}
