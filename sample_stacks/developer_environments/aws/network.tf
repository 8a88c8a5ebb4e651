locals {
  zones = ["${var.region}a", "${var.region}b"]

  tags = {
    for name in keys(var.environments) : name => {
      Environment = name
      Owner       = "developer-experience"
      Project     = "developer-environments"
    }
  }
}

resource "aws_vpc" "this" {
  cidr_block           = "10.40.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "public" {
  vpc_id            = aws_vpc.this.id
  availability_zone = local.zones[0]
  cidr_block        = "10.40.0.0/24"
}

resource "aws_subnet" "private" {
  count = length(local.zones)

  vpc_id            = aws_vpc.this.id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, count.index + 10)
}

# One gateway for all environments is enough: nobody is paged for a development outage.
resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "this" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public.id
}

# A fixed address per environment for partners' allow lists. Only staging ever got a partner.
resource "aws_eip" "partner" {
  for_each = var.environments

  domain = "vpc"
  tags   = local.tags[each.key]
}

resource "aws_eip_association" "staging" {
  allocation_id = aws_eip.partner["staging"].id
  instance_id   = aws_instance.workbench["staging"].id
}
