resource "aws_instance" "notebook" {
  for_each = var.notebooks

  ami           = var.ami_ids["linux"]
  instance_type = each.value.instance_type
  subnet_id     = aws_subnet.campus[0].id
  tags          = merge(local.research, { Name = "notebook-${each.key}", Group = each.key })

  root_block_device {
    volume_type = "gp3"
    volume_size = 50
    encrypted   = true
  }
}

resource "aws_ebs_volume" "notebook" {
  for_each = var.notebooks

  availability_zone = "${var.region}a"
  type              = "gp2"
  size              = each.value.volume_gib
  encrypted         = true
  tags              = merge(local.research, { Name = "notebook-${each.key}" })
}

resource "aws_volume_attachment" "notebook" {
  for_each = var.notebooks

  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.notebook[each.key].id
  instance_id = aws_instance.notebook[each.key].id
}

# Data of a project that ended; kept "until somebody asks".
resource "aws_ebs_volume" "ended_project" {
  availability_zone = "${var.region}b"
  type              = "gp2"
  size              = 1500
  encrypted         = true
  tags              = merge(local.research, { Name = "ended-project" })
}

# Survey answers under ethics approval: never delete, never move.
resource "aws_db_instance" "survey" {
  identifier                  = "survey"
  engine                      = "postgres"
  engine_version              = "16.4"
  instance_class              = "db.t3.medium"
  allocated_storage           = 50
  storage_type                = "gp3"
  storage_encrypted           = true
  multi_az                    = true
  db_subnet_group_name        = aws_db_subnet_group.campus.name
  username                    = "survey"
  manage_master_user_password = true
  deletion_protection         = true
  tags                        = local.research

  lifecycle {
    prevent_destroy = true
  }
}

# Instrument data: must be kept ten years, is read in the first month.
resource "aws_s3_bucket" "instruments" {
  bucket = "example-university-instruments"
  tags   = local.research
}

resource "aws_s3_bucket" "theses" {
  bucket = "example-university-theses"
  tags   = local.research
}

resource "aws_s3_bucket_lifecycle_configuration" "theses" {
  bucket = aws_s3_bucket.theses.id

  rule {
    id     = "shelve"
    status = "Enabled"

    filter {}

    transition {
      days          = 90
      storage_class = "STANDARD_IA"
    }
  }
}
