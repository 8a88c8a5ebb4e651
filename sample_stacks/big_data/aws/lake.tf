# Raw events are written once, read by tonight's batch and hardly ever again.
resource "aws_s3_bucket" "raw" {
  bucket = "example-lake-raw"
  tags   = merge(local.tags, { Layer = "raw" })
}

# Read all day by the dashboards: Standard is right here.
resource "aws_s3_bucket" "curated" {
  bucket = "example-lake-curated"
  tags   = merge(local.tags, { Layer = "curated" })

  lifecycle {
    prevent_destroy = true
  }
}

# Spills and checkpoints of jobs, some of them of jobs that no longer exist.
resource "aws_s3_bucket" "scratch" {
  bucket = "example-lake-scratch"
  tags   = merge(local.tags, { Layer = "scratch" })
}

resource "aws_s3_bucket_lifecycle_configuration" "curated" {
  bucket = aws_s3_bucket.curated.id

  rule {
    id     = "abort-incomplete-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

# Job bookkeeping: a few writes a minute, provisioned for a launch day.
resource "aws_dynamodb_table" "job_state" {
  name           = "job-state"
  billing_mode   = "PROVISIONED"
  read_capacity  = 500
  write_capacity = 500
  hash_key       = "job_id"
  tags           = local.tags

  attribute {
    name = "job_id"
    type = "S"
  }
}

# Demand is spiky and unknown in advance: on demand is right here.
resource "aws_dynamodb_table" "features" {
  name         = "features"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "entity_id"
  tags         = local.tags

  attribute {
    name = "entity_id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }
}

resource "aws_sqs_queue" "ingest_dead_letter" {
  name                      = "ingest-dead-letter"
  message_retention_seconds = 1209600
  tags                      = local.tags
}

resource "aws_sqs_queue" "ingest" {
  name = "ingest"
  tags = local.tags

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.ingest_dead_letter.arn
    maxReceiveCount     = 5
  })
}
