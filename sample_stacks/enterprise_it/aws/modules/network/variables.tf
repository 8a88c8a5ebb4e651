variable "name" {
  description = "Prefix of every name in this network."
  type        = string
}

variable "cidr_block" {
  description = "Address range of the VPC, a /16."
  type        = string
}

variable "availability_zones" {
  description = "Zones that get one public and one private subnet each."
  type        = list(string)
}

variable "nat_gateway_per_zone" {
  description = "One NAT gateway per zone instead of a single one."
  type        = bool
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
}
