"""Small stacks whose new modules must be as strong as they are."""

AWS = """
provider "aws" {
  region = "eu-west-1"
}

resource "aws_kms_key" "own" {}

resource "aws_vpc" "n" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "n" {
  count             = 3
  vpc_id            = aws_vpc.n.id
  cidr_block        = "10.1.${count.index}.0/24"
  availability_zone = ["eu-west-1a", "eu-west-1b", "eu-west-1c"][count.index]
}

resource "aws_nat_gateway" "n" {
  count     = 3
  subnet_id = aws_subnet.n[count.index].id
}

resource "aws_instance" "own" {
  ami           = "ami-1"
  instance_type = "m5.large"
  subnet_id     = aws_subnet.n[0].id

  root_block_device {
    volume_size = 20
    kms_key_id  = aws_kms_key.own.arn
  }
}

resource "aws_ebs_volume" "own" {
  availability_zone = "eu-west-1a"
  type              = "gp3"
  size              = 500
  iops              = 8000
  kms_key_id        = aws_kms_key.own.arn
}

resource "aws_ebs_volume" "fast" {
  availability_zone = "eu-west-1a"
  type              = "io2"
  size              = 4000
  iops              = 90000
}

resource "aws_db_instance" "own" {
  engine                  = "postgres"
  engine_version          = "16.4"
  instance_class          = "db.m5.large"
  allocated_storage       = 100
  kms_key_id              = aws_kms_key.own.arn
  backup_retention_period = 30
}

resource "aws_s3_bucket" "own" {
  bucket = "own"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "own" {
  bucket = aws_s3_bucket.own.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.own.arn
    }
  }
}

resource "aws_cloudwatch_log_group" "long" {
  name              = "long"
  retention_in_days = 3653
}
"""
GOOGLE = """
provider "google" {
  region = "europe-west1"
}

resource "google_compute_network" "n" {
  name = "n"
}

resource "google_compute_subnetwork" "n" {
  name          = "n"
  network       = google_compute_network.n.id
  region        = "europe-west1"
  ip_cidr_range = "10.1.0.0/20"
}

resource "google_compute_router" "n" {
  name    = "n"
  network = google_compute_network.n.id
  region  = "europe-west1"
}

resource "google_compute_router_nat" "n" {
  name   = "n"
  router = google_compute_router.n.name
  region = "europe-west1"
}

resource "google_kms_key_ring" "k" {
  name     = "k"
  location = "europe-west1"
}

resource "google_kms_crypto_key" "k" {
  name     = "k"
  key_ring = google_kms_key_ring.k.id
}

resource "google_storage_bucket" "wide" {
  name     = "wide"
  location = "EU"

  encryption {
    default_kms_key_name = google_kms_crypto_key.k.id
  }
}

resource "google_compute_disk" "own" {
  name = "own"
  zone = "europe-west1-b"
  type = "pd-ssd"
  size = 100

  disk_encryption_key {
    kms_key_self_link = google_kms_crypto_key.k.id
  }
}
"""
AZURE = """
resource "azurerm_storage_account" "wide" {
  name                     = "wide"
  location                 = "northeurope"
  account_tier             = "Standard"
  account_replication_type = "GRS"

  customer_managed_key {
    key_vault_key_id          = "https://vault.example/keys/k"
    user_assigned_identity_id = "id"
  }
}
"""
SERVICES = """
provider "aws" {
  region = "eu-west-1"
}

resource "aws_db_instance" "tiny" {
  engine                          = "mysql"
  engine_version                  = "8.0.36"
  instance_class                  = "db.t3.micro"
  allocated_storage               = 100
  storage_type                    = "gp3"
  multi_az                        = true
  deletion_protection             = true
  enabled_cloudwatch_logs_exports = ["error"]
}

resource "aws_db_instance" "licensed" {
  engine            = "sqlserver-se"
  instance_class    = "db.m5.large"
  allocated_storage = 100
}

resource "aws_launch_template" "w" {
  image_id      = "ami-1"
  instance_type = "m5.large"
}

resource "aws_autoscaling_group" "w" {
  min_size         = 2
  max_size         = 9
  desired_capacity = 3

  launch_template {
    id = aws_launch_template.w.id
  }
}

resource "aws_eks_cluster" "k" {
  name                      = "k"
  enabled_cluster_log_types = ["audit"]

  vpc_config {
    subnet_ids = []
  }
}

resource "aws_eks_node_group" "k" {
  cluster_name   = aws_eks_cluster.k.name
  instance_types = ["m5.large"]

  scaling_config {
    desired_size = 2
    min_size     = 1
    max_size     = 7
  }
}

resource "aws_elasticache_replication_group" "c" {
  replication_group_id       = "c"
  engine                     = "redis"
  node_type                  = "cache.m5.large"
  num_cache_clusters         = 2
  multi_az_enabled           = true
  automatic_failover_enabled = true
}

resource "aws_s3_bucket" "v" {
  bucket = "v"
}

resource "aws_s3_bucket_versioning" "v" {
  bucket = aws_s3_bucket.v.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "v" {
  bucket = aws_s3_bucket.v.id

  rule {
    id     = "old"
    status = "Enabled"

    expiration {
      days = 30
    }
  }
}

resource "aws_rds_cluster" "a" {
  engine = "aurora-mysql"
}

resource "aws_dynamodb_table" "t" {
  name         = "t"
  billing_mode = "PAY_PER_REQUEST"
}

resource "aws_efs_file_system" "f" {}
"""
GOOGLE_SERVICES = (
    GOOGLE
    + """
resource "google_sql_database_instance" "d" {
  name             = "d"
  region           = "europe-west1"
  database_version = "MYSQL_8_0"

  settings {
    tier      = "db-custom-2-8192"
    disk_size = 200
  }
}

resource "google_compute_disk" "fast" {
  name = "fast"
  zone = "europe-west1-b"
  type = "pd-ssd"
  size = 200
}

resource "google_pubsub_topic" "t" {
  name = "t"
}
"""
)
