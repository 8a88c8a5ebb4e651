locals {
  production_tags = {
    Owner       = var.owner
    Environment = "production"
    CostCenter  = "4100"
    ManagedBy   = "terraform"
  }

  development_tags = {
    Owner       = var.owner
    Environment = "development"
    CostCenter  = "4190"
    ManagedBy   = "terraform"
  }
}
