# Lab machines are needed while courses run, Monday to Thursday; they are never switched off.
resource "aws_instance" "lab" {
  for_each = local.lab_machines

  ami           = var.ami_ids["linux"]
  instance_type = var.lab_machine_type
  subnet_id     = aws_subnet.campus[0].id
  tags          = merge(local.teaching, { Name = "lab-${each.key}", Lab = each.value })

  root_block_device {
    volume_type = "gp2"
    volume_size = 80
    encrypted   = true
  }
}

# Statistics software that runs on Windows only.
resource "aws_instance" "statistics" {
  count = 2

  ami           = var.ami_ids["windows"]
  instance_type = "m5.xlarge"
  subnet_id     = aws_subnet.campus[1].id
  tags          = merge(local.teaching, { Name = "statistics-${count.index}" })

  root_block_device {
    volume_type = "gp2"
    volume_size = 120
    encrypted   = true
  }
}

resource "aws_db_subnet_group" "campus" {
  name       = "campus"
  subnet_ids = aws_subnet.campus[*].id
  tags       = local.teaching
}

# Exercises in SQL: students may break it, and it is loaded again every Monday.
resource "aws_db_instance" "exercises" {
  identifier                  = "exercises"
  engine                      = "mysql"
  engine_version              = "8.0"
  instance_class              = "db.m4.xlarge"
  allocated_storage           = 100
  storage_type                = "gp2"
  storage_encrypted           = true
  multi_az                    = true
  db_subnet_group_name        = aws_db_subnet_group.campus.name
  username                    = "lecturer"
  manage_master_user_password = true
  skip_final_snapshot         = true
  tags                        = local.teaching
}
