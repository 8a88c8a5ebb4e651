resource "aws_cloudwatch_log_group" "this" {
  for_each = var.log_retention_days

  name              = each.key
  retention_in_days = each.value
  kms_key_id        = aws_kms_key.data.arn
  tags              = local.production_tags
}

# No retention at all: kept for ever.
resource "aws_cloudwatch_log_group" "erp_test" {
  provider = aws.development

  name = "/erp/test"
  tags = local.development_tags
}

resource "aws_iam_role" "inventory" {
  name = "inventory"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
  tags = local.production_tags
}

# Lists the machines of both accounts every five minutes; it uses 90 MB of its memory.
resource "aws_lambda_function" "inventory" {
  function_name = "inventory"
  role          = aws_iam_role.inventory.arn
  runtime       = "python3.12"
  handler       = "inventory.handler"
  s3_bucket     = "corp-example-artifacts"
  s3_key        = "inventory.zip"
  memory_size   = 3008
  timeout       = 60
  tags          = local.production_tags
}
