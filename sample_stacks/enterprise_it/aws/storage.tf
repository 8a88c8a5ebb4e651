resource "aws_ebs_volume" "erp_data" {
  availability_zone = "eu-west-1a"
  type              = "io1"
  size              = var.erp_data_gib
  iops              = var.erp_data_iops
  encrypted         = true
  kms_key_id        = aws_kms_key.data.arn
  tags              = merge(local.production_tags, { Name = "erp-data" })
}

resource "aws_volume_attachment" "erp_data" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.erp_data.id
  instance_id = aws_instance.erp_app.id
}

resource "aws_ebs_volume" "shares" {
  availability_zone = "eu-west-1a"
  type              = "gp3"
  size              = 2000
  iops              = 3000
  throughput        = 125
  encrypted         = true
  kms_key_id        = aws_kms_key.data.arn
  tags              = merge(local.production_tags, { Name = "shares" })

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_volume_attachment" "shares" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.shares.id
  instance_id = aws_instance.file_server.id
}

# Detached when the mail archive moved to S3; a snapshot was kept as well.
resource "aws_ebs_volume" "mail_archive" {
  availability_zone = "eu-west-1b"
  type              = "gp2"
  size              = 1000
  encrypted         = true
  tags              = merge(local.production_tags, { Name = "mail-archive" })
}

resource "aws_ebs_snapshot" "mail_archive" {
  volume_id = aws_ebs_volume.mail_archive.id
  tags      = local.production_tags
}

resource "aws_s3_bucket" "mail_archive" {
  bucket = "corp-example-mail-archive"
  tags   = local.production_tags
}

resource "aws_s3_bucket_lifecycle_configuration" "mail_archive" {
  bucket = aws_s3_bucket.mail_archive.id

  rule {
    id     = "archive"
    status = "Enabled"

    filter {}

    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }

    transition {
      days          = 180
      storage_class = "GLACIER"
    }
  }
}

# Scans of invoices: read for a month, then only by auditors. Nobody wrote a lifecycle rule.
resource "aws_s3_bucket" "invoice_scans" {
  bucket = "corp-example-invoice-scans"
  tags   = local.production_tags
}
