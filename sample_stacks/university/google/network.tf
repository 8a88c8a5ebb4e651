locals {
  zone = "${var.region}-a"

  teaching = {
    faculty     = "computing-centre"
    environment = "teaching"
  }

  research = {
    faculty     = "computing-centre"
    environment = "research"
  }

  # "programming-0", "programming-1" ... => the lab it belongs to
  lab_machines = merge([
    for lab, machines in var.labs : { for number in range(machines) : "${lab}-${number}" => lab }
  ]...)
}

resource "google_compute_network" "campus" {
  name                    = "campus"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "campus" {
  name          = "machines"
  network       = google_compute_network.campus.id
  region        = var.region
  ip_cidr_range = "10.80.1.0/24"
}

# Fixed addresses for project servers of past terms; the machines are gone.
resource "google_compute_address" "project" {
  count = 4

  name         = "student-project-${count.index}"
  region       = var.region
  address_type = "EXTERNAL"
  labels       = local.teaching
}
