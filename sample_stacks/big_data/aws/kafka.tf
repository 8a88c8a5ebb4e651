# Brokers keep seven days of events on their own disks: stateful, never rebuilt by a plan.
resource "aws_instance" "broker" {
  count = 3

  ami           = var.ami_id
  instance_type = "r5.xlarge"
  subnet_id     = aws_subnet.private[count.index].id
  ebs_optimized = true
  tags          = merge(local.tags, { Name = "broker-${count.index}" })

  root_block_device {
    volume_type = "gp3"
    volume_size = 40
    encrypted   = true
  }

  lifecycle {
    prevent_destroy = true
  }
}

# io1 because "Kafka needs fast disks"; a log is written in sequence.
resource "aws_ebs_volume" "broker" {
  count = 3

  availability_zone = local.zones[count.index]
  type              = "io1"
  size              = 1000
  iops              = 5000
  encrypted         = true
  tags              = merge(local.tags, { Name = "broker-${count.index}" })
}

resource "aws_volume_attachment" "broker" {
  count = 3

  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.broker[count.index].id
  instance_id = aws_instance.broker[count.index].id
}

# From the time before the brokers were spread over three zones.
resource "aws_ebs_volume" "broker_before_migration" {
  availability_zone = local.zones[0]
  type              = "gp2"
  size              = 2000
  encrypted         = true
  tags              = merge(local.tags, { Name = "broker-before-migration" })
}

# Loads partner files. Its one queue is always full: do not shrink it.
resource "aws_instance" "loader" {
  ami           = var.ami_id
  instance_type = "c5.xlarge"
  subnet_id     = aws_subnet.private[0].id
  tags          = merge(local.tags, { Name = "loader" })

  root_block_device {
    volume_type = "gp3"
    volume_size = 40
    encrypted   = true
  }
}

# Trino for analysts; the level of use is steady and the machine far too big.
resource "aws_launch_template" "trino" {
  name_prefix   = "trino-"
  image_id      = var.ami_id
  instance_type = "r5.4xlarge"

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type = "gp2"
      volume_size = 500
      encrypted   = "true"
    }
  }
}

resource "aws_autoscaling_group" "trino" {
  name                = "trino"
  min_size            = 4
  max_size            = 8
  desired_capacity    = 4
  vpc_zone_identifier = aws_subnet.private[*].id

  launch_template {
    id      = aws_launch_template.trino.id
    version = "$Latest"
  }

  dynamic "tag" {
    for_each = local.tags

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
}

resource "aws_cloudwatch_log_group" "spark" {
  name              = "/spark/executors"
  retention_in_days = 731 # event logs are of use until the next release of the job
  tags              = local.tags
}
