# Runs day and night, though the working hours are 8 to 18.
resource "aws_instance" "workbench" {
  for_each = var.environments

  ami           = var.ami_id
  instance_type = each.value.instance_type
  subnet_id     = aws_subnet.private[0].id

  root_block_device {
    volume_type = "gp2"
    volume_size = 50
    encrypted   = true
  }

  tags = merge(local.tags[each.key], { Name = "workbench-${each.key}" })
}

resource "aws_ebs_volume" "data" {
  for_each = var.environments

  availability_zone = local.zones[0]
  type              = "gp2"
  size              = each.value.data_volume_gib
  encrypted         = true
  tags              = local.tags[each.key]
}

resource "aws_volume_attachment" "data" {
  for_each = var.environments

  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.data[each.key].id
  instance_id = aws_instance.workbench[each.key].id
}

resource "aws_db_subnet_group" "this" {
  name       = "developer-environments"
  subnet_ids = aws_subnet.private[*].id
}

resource "aws_db_instance" "this" {
  for_each = var.environments

  identifier                  = "app-${each.key}"
  engine                      = "mysql"
  engine_version              = "8.0"
  instance_class              = each.value.db_class
  allocated_storage           = 100
  storage_type                = "gp2"
  storage_encrypted           = true
  multi_az                    = each.value.db_multi_az
  db_subnet_group_name        = aws_db_subnet_group.this.name
  username                    = "app"
  manage_master_user_password = true
  skip_final_snapshot         = true
  tags                        = local.tags[each.key]
}

resource "aws_s3_bucket" "artifacts" {
  bucket = "example-developer-artifacts"
  tags   = { Owner = "developer-experience", Environment = "shared" }
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = var.environments

  name              = "/apps/${each.key}"
  retention_in_days = each.value.log_days
  tags              = local.tags[each.key]
}
