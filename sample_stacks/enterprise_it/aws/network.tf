module "network_ireland" {
  source = "./modules/network"

  name               = "corp-ireland"
  cidr_block         = "10.10.0.0/16"
  availability_zones = ["eu-west-1a", "eu-west-1b"]
  # Production loses no more than one zone's egress when a zone fails.
  nat_gateway_per_zone = true
  tags                 = local.production_tags
}

module "network_virginia" {
  source    = "./modules/network"
  providers = { aws = aws.virginia }

  name                 = "corp-virginia"
  cidr_block           = "10.20.0.0/16"
  availability_zones   = ["us-east-1a", "us-east-1b"]
  nat_gateway_per_zone = false
  tags                 = local.production_tags
}

# Copied from Ireland when the development account was opened.
module "network_development" {
  source    = "./modules/network"
  providers = { aws = aws.development }

  name                 = "corp-development"
  cidr_block           = "10.90.0.0/16"
  availability_zones   = ["eu-west-1a", "eu-west-1b"]
  nat_gateway_per_zone = true
  tags                 = local.development_tags
}

# Endpoint of the old site-to-site VPN; the tunnel was moved to the transit gateway.
resource "aws_eip" "old_vpn" {
  domain = "vpc"
  tags   = merge(local.production_tags, { Name = "old-vpn" })
}

resource "aws_route53_zone" "corp" {
  name = "corp.example.com"
  tags = local.production_tags
}
