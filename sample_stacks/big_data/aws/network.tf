locals {
  zones = ["${var.region}a", "${var.region}b", "${var.region}c"]

  tags = {
    Project     = "data-platform"
    Environment = "production"
    Owner       = "data-engineering"
  }
}

resource "aws_vpc" "this" {
  cidr_block = "10.60.0.0/16"
  tags       = local.tags
}

resource "aws_subnet" "public" {
  count = length(local.zones)

  vpc_id            = aws_vpc.this.id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, count.index)
  tags              = local.tags
}

resource "aws_subnet" "private" {
  count = length(local.zones)

  vpc_id            = aws_vpc.this.id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, count.index + 10)
  tags              = local.tags
}

resource "aws_eip" "nat" {
  count = length(local.zones)

  domain = "vpc"
  tags   = local.tags
}

# One per zone, though all the traffic that matters goes to S3. There is no gateway endpoint yet,
# so the lake is read and written through the NAT at a price per gigabyte.
resource "aws_nat_gateway" "this" {
  count = length(local.zones)

  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = aws_subnet.public[count.index].id
  tags          = local.tags
}
