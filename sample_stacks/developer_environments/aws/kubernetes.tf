resource "aws_iam_role" "this" {
  for_each = { cluster = "eks.amazonaws.com", node = "ec2.amazonaws.com" }

  name = "developer-environments-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = each.value }
    }]
  })
}

# Environments are namespaces with node groups of their own, not clusters of their own.
resource "aws_eks_cluster" "this" {
  name     = "developer-environments"
  role_arn = aws_iam_role.this["cluster"].arn
  version  = "1.33"

  vpc_config {
    subnet_ids = aws_subnet.private[*].id
  }
}

resource "aws_eks_node_group" "this" {
  for_each = var.environments

  cluster_name    = aws_eks_cluster.this.name
  node_group_name = each.key
  node_role_arn   = aws_iam_role.this["node"].arn
  subnet_ids      = aws_subnet.private[*].id
  instance_types  = [each.value.node_type]
  disk_size       = 50
  capacity_type   = "ON_DEMAND"

  scaling_config {
    desired_size = each.value.node_count
    min_size     = 1
    max_size     = 4
  }

  tags = local.tags[each.key]
}
