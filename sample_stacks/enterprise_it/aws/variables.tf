variable "account_ids" {
  description = "AWS account per environment."
  type = object({
    production  = string
    development = string
  })
}

variable "ami_ids" {
  description = "Hardened Linux image per region, published by the image pipeline."
  type        = map(string)
}

variable "owner" {
  description = "Team that is paged and that pays."
  type        = string
  default     = "it-operations"
}

variable "erp_data_gib" {
  description = "Size of the ERP data volume."
  type        = number
  default     = 500
}

variable "erp_data_iops" {
  description = "Provisioned IOPS of the ERP data volume."
  type        = number
  default     = 6000
}

variable "log_retention_days" {
  description = "CloudWatch retention per log group. Only the audit trail has a legal period of ten years."
  type        = map(number)
  default = {
    "/erp/application"  = 3653
    "/erp/audit"        = 3653
    "/intranet/access"  = 731
    "/vpn/connections"  = 30
    "/batch/scheduling" = 1827
  }
}
