resource "google_compute_instance" "notebook" {
  for_each = var.notebooks

  name                      = "notebook-${each.key}"
  zone                      = local.zone
  machine_type              = each.value.machine_type
  allow_stopping_for_update = true
  labels                    = merge(local.research, { group = each.key })

  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12"
      type  = "pd-balanced"
      size  = 50
    }
  }

  attached_disk {
    source = google_compute_disk.notebook[each.key].self_link
  }

  network_interface {
    subnetwork = google_compute_subnetwork.campus.id
  }
}

resource "google_compute_disk" "notebook" {
  for_each = var.notebooks

  name   = "notebook-${each.key}"
  zone   = local.zone
  type   = each.value.disk_type
  size   = each.value.disk_gib
  labels = merge(local.research, { group = each.key })
}

# Data of a project that ended; kept "until somebody asks".
resource "google_compute_disk" "ended_project" {
  name   = "ended-project"
  zone   = local.zone
  type   = "pd-ssd"
  size   = 1500
  labels = local.research
}

# Survey answers under ethics approval: never delete, never move.
resource "google_sql_database_instance" "survey" {
  name                = "survey"
  region              = var.region
  database_version    = "POSTGRES_16"
  deletion_protection = true

  settings {
    edition           = "ENTERPRISE"
    tier              = "db-g1-small"
    availability_type = "REGIONAL"
    disk_type         = "PD_SSD"
    disk_size         = 50
    user_labels       = local.research
  }

  lifecycle {
    prevent_destroy = true
  }
}

# Instrument data: must be kept ten years, is read in the first month.
resource "google_storage_bucket" "instruments" {
  name                        = "example-university-instruments"
  location                    = "US-CENTRAL1"
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  labels                      = local.research
}

resource "google_storage_bucket" "theses" {
  name                        = "example-university-theses"
  location                    = "US-CENTRAL1"
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  labels                      = local.research

  lifecycle_rule {
    condition {
      age = 90
    }

    action {
      type          = "SetStorageClass"
      storage_class = "NEARLINE"
    }
  }
}
