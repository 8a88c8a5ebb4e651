resource "aws_launch_template" "farm" {
  for_each = var.farm

  name_prefix   = "${each.key}-"
  image_id      = var.ami_id
  instance_type = each.value.instance_type

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type = each.value.disk_type
      volume_size = each.value.disk_gib
      encrypted   = "true"
    }
  }
}

resource "aws_autoscaling_group" "farm" {
  for_each = var.farm

  name                = each.key
  min_size            = each.value.nodes
  desired_capacity    = each.value.nodes
  max_size            = each.value.max_nodes
  vpc_zone_identifier = [aws_subnet.farm.id]

  launch_template {
    id      = aws_launch_template.farm[each.key].id
    version = "$Latest"
  }

  dynamic "tag" {
    for_each = merge(local.tags, { Group = each.key })

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
}

# Floating licences are bound to this machine's network card: replacing it costs a week of paperwork.
resource "aws_instance" "licence_server" {
  ami           = var.ami_id
  instance_type = "t3.small"
  subnet_id     = aws_subnet.farm.id
  tags          = merge(local.tags, { Name = "licence-server" })

  root_block_device {
    volume_type = "gp3"
    volume_size = 20
    encrypted   = true
  }

  lifecycle {
    prevent_destroy = true
  }
}

# Review suite for a show that was delivered in summer.
resource "aws_instance" "review_suite" {
  ami           = var.ami_id
  instance_type = "g4dn.2xlarge"
  subnet_id     = aws_subnet.farm.id
  tags          = merge(local.tags, { Name = "review-suite", Environment = "staging" })

  root_block_device {
    volume_type = "gp2"
    volume_size = 250
    encrypted   = true
  }
}

# Serves textures to the farm: small in processor, well used in memory.
resource "aws_instance" "cache_server" {
  ami           = var.ami_id
  instance_type = "r6i.large"
  subnet_id     = aws_subnet.farm.id
  tags          = merge(local.tags, { Name = "cache-server" })

  root_block_device {
    volume_type = "gp3"
    volume_size = 30
    encrypted   = true
  }
}

resource "aws_ebs_volume" "texture_cache" {
  availability_zone = local.zones[0]
  type              = "gp2"
  size              = 4000
  encrypted         = true
  tags              = merge(local.tags, { Name = "texture-cache" })
}

resource "aws_volume_attachment" "texture_cache" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.texture_cache.id
  instance_id = aws_instance.cache_server.id
}

# Simulation caches of the delivered show, attached to nothing.
resource "aws_ebs_volume" "simulation_cache" {
  count = 2

  availability_zone = local.zones[0]
  type              = "io1"
  size              = 1500
  iops              = 8000
  encrypted         = true
  tags              = merge(local.tags, { Name = "simulation-cache-${count.index}" })
}
