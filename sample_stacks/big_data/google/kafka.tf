# Brokers keep seven days of events on their own disks: stateful, never rebuilt by a plan.
resource "google_compute_instance" "broker" {
  count = 3

  name         = "broker-${count.index}"
  zone         = local.zone
  machine_type = "n2-highmem-4"
  labels       = local.labels

  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12"
      type  = "pd-balanced"
      size  = 40
    }
  }

  attached_disk {
    source = google_compute_disk.broker[count.index].self_link
  }

  network_interface {
    subnetwork = google_compute_subnetwork.this.id
  }

  lifecycle {
    prevent_destroy = true
  }
}

# SSD because "Kafka needs fast disks"; a log is written in sequence.
resource "google_compute_disk" "broker" {
  count = 3

  name   = "broker-${count.index}"
  zone   = local.zone
  type   = "pd-ssd"
  size   = 1000
  labels = local.labels
}

# From the time before the brokers had disks of one size.
resource "google_compute_disk" "broker_before_migration" {
  name   = "broker-before-migration"
  zone   = local.zone
  type   = "pd-ssd"
  size   = 2000
  labels = local.labels
}

# Loads partner files. Its one queue is always full: do not shrink it.
resource "google_compute_instance" "loader" {
  name         = "loader"
  zone         = local.zone
  machine_type = "e2-standard-4"
  labels       = local.labels

  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12"
      type  = "pd-balanced"
      size  = 40
    }
  }

  network_interface {
    subnetwork = google_compute_subnetwork.this.id
  }
}

# Trino for analysts; the level of use is steady and the machine far too big.
resource "google_compute_instance_template" "trino" {
  name_prefix  = "trino-"
  machine_type = "n1-highmem-16"
  labels       = local.labels

  disk {
    source_image = "debian-cloud/debian-12"
    boot         = true
    disk_type    = "pd-ssd"
    disk_size_gb = 500
  }

  network_interface {
    subnetwork = google_compute_subnetwork.this.id
  }
}

resource "google_compute_instance_group_manager" "trino" {
  name               = "trino"
  zone               = local.zone
  base_instance_name = "trino"
  target_size        = 4

  version {
    instance_template = google_compute_instance_template.trino.id
  }
}
