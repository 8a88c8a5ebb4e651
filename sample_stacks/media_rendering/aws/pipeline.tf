# Rendered frames: final after approval, and then hardly ever read. No lifecycle rule.
resource "aws_s3_bucket" "frames" {
  bucket = "example-render-frames"
  tags   = local.tags
}

# Masters are moved to the archive class by rule.
resource "aws_s3_bucket" "masters" {
  bucket = "example-render-masters"
  tags   = local.tags

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "masters" {
  bucket = aws_s3_bucket.masters.id

  rule {
    id     = "archive"
    status = "Enabled"

    filter {}

    transition {
      days          = 60
      storage_class = "DEEP_ARCHIVE"
    }
  }
}

resource "aws_sqs_queue" "jobs" {
  for_each = toset(["frames", "preview", "encode"])

  name                       = "render-${each.key}"
  visibility_timeout_seconds = 7200
  tags                       = local.tags
}

resource "aws_ecs_cluster" "pipeline" {
  name = "pipeline"
  tags = local.tags
}

resource "aws_ecs_task_definition" "asset_api" {
  family                   = "asset-api"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "4096" # it was a Java service once
  memory                   = "16384"
  tags                     = local.tags

  container_definitions = jsonencode([{
    name      = "asset-api"
    image     = "example/asset-api:3"
    essential = true
  }])
}

resource "aws_ecs_service" "asset_api" {
  name            = "asset-api"
  cluster         = aws_ecs_cluster.pipeline.id
  task_definition = aws_ecs_task_definition.asset_api.arn
  launch_type     = "FARGATE"
  desired_count   = 2
  tags            = local.tags

  network_configuration {
    subnets = [aws_subnet.farm.id]
  }
}

resource "aws_cloudwatch_log_group" "renderer" {
  name              = "/farm/renderer"
  retention_in_days = 1096
  tags              = local.tags
}
