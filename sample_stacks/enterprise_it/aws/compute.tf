module "intranet" {
  source = "./modules/web_tier"

  name             = "intranet"
  vpc_id           = module.network_ireland.vpc_id
  subnet_ids       = module.network_ireland.private_subnet_ids
  ami_id           = var.ami_ids["eu-west-1"]
  instance_type    = "m6i.large"
  root_volume_type = "gp3"
  size             = { min = 2, max = 6, desired = 3 }
  tags             = local.production_tags
}

# "Same as production, so that tests mean something": the load never came.
module "intranet_development" {
  source    = "./modules/web_tier"
  providers = { aws = aws.development }

  name          = "intranet-development"
  vpc_id        = module.network_development.vpc_id
  subnet_ids    = module.network_development.private_subnet_ids
  ami_id        = var.ami_ids["eu-west-1"]
  instance_type = "m5.2xlarge"
  size          = { min = 3, max = 3, desired = 3 }
  tags          = local.development_tags
}

resource "aws_security_group" "servers" {
  name   = "corp-servers"
  vpc_id = module.network_ireland.vpc_id
  tags   = local.production_tags
}

# ERP application server. Sized for the go-live week of 2017.
resource "aws_instance" "erp_app" {
  ami                    = var.ami_ids["eu-west-1"]
  instance_type          = "m4.2xlarge"
  subnet_id              = module.network_ireland.private_subnet_ids[0]
  vpc_security_group_ids = [aws_security_group.servers.id]
  ebs_optimized          = true

  root_block_device {
    volume_type = "gp2"
    volume_size = 100
    encrypted   = true
  }

  tags = merge(local.production_tags, { Name = "erp-app" })
}

# Renders the PDF reports. It is the bottleneck at every month's end and is meant to be busy.
resource "aws_instance" "report_engine" {
  ami                    = var.ami_ids["eu-west-1"]
  instance_type          = "c5.2xlarge"
  subnet_id              = module.network_ireland.private_subnet_ids[1]
  vpc_security_group_ids = [aws_security_group.servers.id]

  root_block_device {
    volume_type = "gp3"
    volume_size = 60
    encrypted   = true
  }

  tags = merge(local.production_tags, { Name = "report-engine" })
}

# File server with the department shares. The data exists nowhere else but in its backup.
resource "aws_instance" "file_server" {
  ami                     = var.ami_ids["eu-west-1"]
  instance_type           = "r6i.large"
  subnet_id               = module.network_ireland.private_subnet_ids[0]
  vpc_security_group_ids  = [aws_security_group.servers.id]
  disable_api_termination = true

  root_block_device {
    volume_type           = "gp3"
    volume_size           = 80
    encrypted             = true
    delete_on_termination = false
  }

  tags = merge(local.production_tags, { Name = "file-server" })

  lifecycle {
    prevent_destroy = true
  }
}

# Took over the nightly jobs of two retired machines three weeks into the record.
resource "aws_instance" "batch_scheduler" {
  ami                    = var.ami_ids["eu-west-1"]
  instance_type          = "m5.xlarge"
  subnet_id              = module.network_ireland.private_subnet_ids[1]
  vpc_security_group_ids = [aws_security_group.servers.id]

  root_block_device {
    volume_type = "gp2"
    volume_size = 60
    encrypted   = true
  }

  tags = merge(local.production_tags, { Name = "batch-scheduler" })
}

# Rebuilt this week: too young to judge.
resource "aws_instance" "help_desk" {
  provider = aws.virginia

  ami           = var.ami_ids["us-east-1"]
  instance_type = "m5.large"
  subnet_id     = module.network_virginia.private_subnet_ids[0]

  root_block_device {
    volume_type = "gp3"
    volume_size = 30
    encrypted   = true
  }

  tags = merge(local.production_tags, { Name = "help-desk" })
}

# Test copy of the ERP. Nobody works on it at night or on weekends.
resource "aws_instance" "erp_test" {
  provider = aws.development

  ami           = var.ami_ids["eu-west-1"]
  instance_type = "m5.xlarge"
  subnet_id     = module.network_development.private_subnet_ids[0]

  root_block_device {
    volume_type = "gp2"
    volume_size = 100
    encrypted   = true
  }

  tags = merge(local.development_tags, { Name = "erp-test" })
}

# The ticket system never left the classic load balancer.
resource "aws_elb" "help_desk" {
  provider = aws.virginia

  name      = "help-desk"
  subnets   = module.network_virginia.public_subnet_ids
  instances = [aws_instance.help_desk.id]

  listener {
    instance_port     = 8080
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }

  tags = local.production_tags
}
