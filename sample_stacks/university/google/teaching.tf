# Lab machines are needed while courses run, Monday to Thursday; they are never switched off.
resource "google_compute_instance" "lab" {
  for_each = local.lab_machines

  name                      = "lab-${each.key}"
  zone                      = local.zone
  machine_type              = var.lab_machine_type
  allow_stopping_for_update = true
  labels                    = merge(local.teaching, { lab = each.value })

  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12"
      type  = "pd-ssd"
      size  = 80
    }
  }

  network_interface {
    subnetwork = google_compute_subnetwork.campus.id
  }
}

# Exercises in SQL: students may break it, and it is loaded again every Monday.
resource "google_sql_database_instance" "exercises" {
  name                = "exercises"
  region              = var.region
  database_version    = "MYSQL_8_0"
  deletion_protection = false

  settings {
    edition           = "ENTERPRISE"
    tier              = "db-n1-standard-4"
    availability_type = "REGIONAL"
    disk_type         = "PD_SSD"
    disk_size         = 100
    user_labels       = local.teaching

    backup_configuration {
      enabled            = true
      binary_log_enabled = true
    }
  }
}

# Grades handed-in exercises. It sleeps when nobody hands in anything: nothing to save here.
resource "google_cloud_run_v2_service" "grader" {
  name                = "grader"
  location            = var.region
  deletion_protection = false
  labels              = local.teaching

  template {
    scaling {
      min_instance_count = 0
      max_instance_count = 10
    }

    containers {
      image = "us-docker.pkg.dev/example-campus/teaching/grader:7"

      resources {
        cpu_idle = true
        limits = {
          cpu    = "1"
          memory = "512Mi"
        }
      }
    }
  }
}
