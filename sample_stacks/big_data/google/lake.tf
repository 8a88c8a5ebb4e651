# Raw events are written once, read by tonight's batch and hardly ever again.
resource "google_storage_bucket" "raw" {
  name                        = "example-lake-raw"
  location                    = "EUROPE-WEST1"
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  labels                      = merge(local.labels, { layer = "raw" })
}

# Read all day by the dashboards: Standard is right here.
resource "google_storage_bucket" "curated" {
  name                        = "example-lake-curated"
  location                    = "EUROPE-WEST1"
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  labels                      = merge(local.labels, { layer = "curated" })

  lifecycle {
    prevent_destroy = true
  }
}

# Aged by rule: this one is as it should be.
resource "google_storage_bucket" "audit" {
  name                        = "example-lake-audit"
  location                    = "EUROPE-WEST1"
  storage_class               = "NEARLINE"
  uniform_bucket_level_access = true
  labels                      = merge(local.labels, { layer = "audit" })

  lifecycle_rule {
    condition {
      age = 90
    }

    action {
      type          = "SetStorageClass"
      storage_class = "ARCHIVE"
    }
  }
}

# The Hive metastore: one query an hour by day, a few thousand at night.
resource "google_sql_database_instance" "metastore" {
  name                = "metastore"
  region              = var.region
  database_version    = "MYSQL_8_0"
  deletion_protection = true

  settings {
    edition           = "ENTERPRISE"
    tier              = "db-n1-standard-8"
    availability_type = "ZONAL"
    disk_type         = "PD_SSD"
    disk_size         = 500
    user_labels       = local.labels
  }
}
