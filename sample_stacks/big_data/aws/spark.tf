resource "aws_iam_role" "this" {
  for_each = { cluster = "eks.amazonaws.com", node = "ec2.amazonaws.com" }

  name = "spark-${each.key}"
  tags = local.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = each.value }
    }]
  })
}

resource "aws_eks_cluster" "spark" {
  name     = "spark"
  role_arn = aws_iam_role.this["cluster"].arn
  version  = "1.33"
  tags     = local.tags

  vpc_config {
    subnet_ids = aws_subnet.private[*].id
  }
}

resource "aws_eks_node_group" "this" {
  for_each = var.node_groups

  cluster_name    = aws_eks_cluster.spark.name
  node_group_name = each.key
  node_role_arn   = aws_iam_role.this["node"].arn
  subnet_ids      = aws_subnet.private[*].id
  instance_types  = [each.value.instance_type]
  capacity_type   = each.value.capacity_type
  disk_size       = 200
  tags            = merge(local.tags, { Pool = each.key })

  scaling_config {
    desired_size = each.value.nodes
    min_size     = each.value.nodes
    max_size     = each.value.nodes * 2
  }
}
