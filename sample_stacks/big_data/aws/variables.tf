variable "region" {
  description = "Region of the data platform; the lake must not leave it."
  type        = string
  default     = "us-east-1"
}

variable "ami_id" {
  description = "Image of Kafka and gateway machines."
  type        = string
  default     = "ami-0a1b2c3d4e5f60021"
}

variable "node_groups" {
  description = "Spark node groups of the cluster."
  type = map(object({
    instance_type = string
    nodes         = number
    capacity_type = string
  }))
}
