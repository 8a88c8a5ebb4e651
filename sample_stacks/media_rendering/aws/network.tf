locals {
  zones = ["${var.region}a", "${var.region}b"]

  tags = {
    Project     = "render-farm"
    Environment = "production"
    Owner       = "pipeline-td"
  }
}

resource "aws_vpc" "this" {
  cidr_block = "10.70.0.0/16"
  tags       = local.tags
}

resource "aws_subnet" "public" {
  count = length(local.zones)

  vpc_id            = aws_vpc.this.id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, count.index)
  tags              = local.tags
}

resource "aws_subnet" "farm" {
  vpc_id            = aws_vpc.this.id
  availability_zone = local.zones[0]
  cidr_block        = "10.70.64.0/18"
  tags              = local.tags
}

resource "aws_eip" "nat" {
  count = length(local.zones)

  domain = "vpc"
  tags   = local.tags
}

# The whole farm stands in the first zone. The second gateway has carried nothing for a year.
resource "aws_nat_gateway" "this" {
  count = length(local.zones)

  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = aws_subnet.public[count.index].id
  tags          = local.tags
}

resource "aws_route_table" "farm" {
  vpc_id = aws_vpc.this.id
  tags   = local.tags

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.this[0].id
  }
}

resource "aws_route_table_association" "farm" {
  subnet_id      = aws_subnet.farm.id
  route_table_id = aws_route_table.farm.id
}
