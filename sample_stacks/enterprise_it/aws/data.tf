resource "aws_kms_key" "data" {
  description         = "Encrypts databases, volumes and buckets of the corporate stack"
  enable_key_rotation = true
  tags                = local.production_tags
}

resource "aws_db_subnet_group" "ireland" {
  name       = "corp-ireland"
  subnet_ids = module.network_ireland.private_subnet_ids
  tags       = local.production_tags
}

resource "aws_db_subnet_group" "development" {
  provider = aws.development

  name       = "corp-development"
  subnet_ids = module.network_development.private_subnet_ids
  tags       = local.development_tags
}

# Payroll must survive the loss of a zone: Multi-AZ is a requirement here, not a habit.
resource "aws_db_instance" "payroll" {
  identifier                  = "payroll"
  engine                      = "postgres"
  engine_version              = "16.4"
  instance_class              = "db.r5.large"
  allocated_storage           = 200
  storage_type                = "gp3"
  storage_encrypted           = true
  kms_key_id                  = aws_kms_key.data.arn
  multi_az                    = true
  db_subnet_group_name        = aws_db_subnet_group.ireland.name
  username                    = "payroll"
  manage_master_user_password = true
  backup_retention_period     = 35
  deletion_protection         = true
  tags                        = local.production_tags

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_db_instance" "erp" {
  identifier                  = "erp"
  engine                      = "postgres"
  engine_version              = "15.8"
  instance_class              = "db.m4.2xlarge"
  allocated_storage           = 400
  storage_type                = "gp2"
  storage_encrypted           = true
  kms_key_id                  = aws_kms_key.data.arn
  multi_az                    = true
  db_subnet_group_name        = aws_db_subnet_group.ireland.name
  username                    = "erp"
  manage_master_user_password = true
  backup_retention_period     = 14
  deletion_protection         = true
  tags                        = local.production_tags
}

# A copy of the production block: nobody needs a standby for test data.
resource "aws_db_instance" "erp_test" {
  provider = aws.development

  identifier                  = "erp-test"
  engine                      = "postgres"
  engine_version              = "15.8"
  instance_class              = "db.m5.xlarge"
  allocated_storage           = 200
  storage_type                = "io1"
  iops                        = 3000
  storage_encrypted           = true
  multi_az                    = true
  db_subnet_group_name        = aws_db_subnet_group.development.name
  username                    = "erp"
  manage_master_user_password = true
  backup_retention_period     = 14
  skip_final_snapshot         = true
  tags                        = local.development_tags
}

resource "aws_rds_cluster" "service_desk" {
  provider = aws.virginia

  cluster_identifier          = "service-desk"
  engine                      = "aurora-postgresql"
  engine_version              = "16.4"
  master_username             = "desk"
  manage_master_user_password = true
  storage_encrypted           = true
  backup_retention_period     = 7
  tags                        = local.production_tags
}

resource "aws_rds_cluster_instance" "service_desk" {
  provider = aws.virginia
  count    = 2

  identifier         = "service-desk-${count.index}"
  cluster_identifier = aws_rds_cluster.service_desk.id
  engine             = aws_rds_cluster.service_desk.engine
  instance_class     = "db.r5.large"
  tags               = local.production_tags
}

# Sessions must survive a failover, so the replica stays; the nodes are far too large.
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "Intranet sessions"
  engine                     = "redis"
  node_type                  = "cache.m5.xlarge"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  at_rest_encryption_enabled = true
  tags                       = local.production_tags
}

resource "aws_elasticache_cluster" "scratch" {
  provider = aws.development

  cluster_id      = "scratch"
  engine          = "redis"
  node_type       = "cache.m4.large"
  num_cache_nodes = 1
  tags            = local.development_tags
}

resource "aws_secretsmanager_secret" "this" {
  for_each = toset(["erp/ldap", "erp/smtp", "payroll/bank-interface"])

  name       = each.key
  kms_key_id = aws_kms_key.data.arn
  tags       = local.production_tags
}
