locals {
  teaching = {
    Faculty     = "computing-centre"
    Environment = "teaching"
  }

  research = {
    Faculty     = "computing-centre"
    Environment = "research"
  }

  # "programming-0", "programming-1" ... => the lab it belongs to
  lab_machines = merge([
    for lab, machines in var.labs : { for number in range(machines) : "${lab}-${number}" => lab }
  ]...)
}

resource "aws_vpc" "campus" {
  cidr_block = "10.80.0.0/16"
  tags       = local.teaching
}

resource "aws_internet_gateway" "campus" {
  vpc_id = aws_vpc.campus.id
  tags   = local.teaching
}

resource "aws_subnet" "campus" {
  count = 2

  vpc_id            = aws_vpc.campus.id
  availability_zone = "${var.region}${["a", "b"][count.index]}"
  cidr_block        = cidrsubnet(aws_vpc.campus.cidr_block, 8, count.index)
  tags              = local.teaching
}

# Fixed addresses for project servers of past terms; the machines are gone.
resource "aws_eip" "project" {
  count = 4

  domain = "vpc"
  tags   = merge(local.teaching, { Name = "student-project-${count.index}" })
}
