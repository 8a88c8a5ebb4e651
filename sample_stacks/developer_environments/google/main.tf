# Runs day and night, though the working hours are 8 to 18.
resource "google_compute_instance" "workbench" {
  for_each = var.environments

  name                      = "workbench-${each.key}"
  zone                      = local.zone
  machine_type              = each.value.machine_type
  labels                    = local.labels[each.key]
  allow_stopping_for_update = true

  boot_disk {
    initialize_params {
      image = "ubuntu-os-cloud/ubuntu-2404-lts-amd64"
      type  = "pd-ssd"
      size  = 50
    }
  }

  attached_disk {
    source = google_compute_disk.data[each.key].self_link
  }

  network_interface {
    subnetwork = google_compute_subnetwork.this.id

    dynamic "access_config" {
      for_each = each.key == "staging" ? [google_compute_address.partner[each.key].address] : []

      content {
        nat_ip = access_config.value
      }
    }
  }
}

resource "google_compute_disk" "data" {
  for_each = var.environments

  name   = "data-${each.key}"
  zone   = local.zone
  type   = each.value.data_disk
  size   = each.value.data_disk_gib
  labels = local.labels[each.key]
}

# Left over from a restore exercise.
resource "google_compute_disk" "restore_exercise" {
  name   = "restore-exercise"
  zone   = local.zone
  type   = "pd-ssd"
  size   = 500
  labels = local.labels["test"]
}

resource "google_sql_database_instance" "this" {
  for_each = var.environments

  name                = "app-${each.key}"
  region              = var.region
  database_version    = "MYSQL_8_0"
  deletion_protection = each.key == "staging"

  settings {
    edition           = "ENTERPRISE"
    tier              = each.value.db_tier
    availability_type = each.value.db_regional ? "REGIONAL" : "ZONAL"
    disk_type         = "PD_SSD"
    disk_size         = 100
    user_labels       = local.labels[each.key]

    backup_configuration {
      enabled            = true
      binary_log_enabled = true
    }
  }
}

resource "google_storage_bucket" "artifacts" {
  name                        = "example-developer-artifacts"
  location                    = "US-CENTRAL1"
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  labels                      = { owner = "developer-experience", environment = "shared" }
}

# Cache of the build service; high availability for data that can be computed again.
resource "google_redis_instance" "build_cache" {
  name           = "build-cache"
  region         = var.region
  tier           = "STANDARD_HA"
  memory_size_gb = 8
  labels         = local.labels["dev"]
}
