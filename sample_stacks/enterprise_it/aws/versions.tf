terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.60"
    }
  }
}

# Production lives in one account with two regions; development has an account of its own, so
# that nothing a developer does can reach the ERP.
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = [var.account_ids.production]
}

provider "aws" {
  alias               = "virginia"
  region              = "us-east-1"
  allowed_account_ids = [var.account_ids.production]
}

provider "aws" {
  alias               = "development"
  region              = "eu-west-1"
  allowed_account_ids = [var.account_ids.development]

  assume_role {
    role_arn = "arn:aws:iam::${var.account_ids.development}:role/terraform"
  }
}
