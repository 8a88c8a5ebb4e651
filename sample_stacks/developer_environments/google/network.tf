locals {
  zone = "${var.region}-a"

  labels = {
    for name in keys(var.environments) : name => {
      environment = name
      owner       = "developer-experience"
    }
  }
}

resource "google_compute_network" "this" {
  name                    = "developer-environments"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "this" {
  name                     = "workbenches"
  network                  = google_compute_network.this.id
  region                   = var.region
  ip_cidr_range            = "10.40.10.0/24"
  private_ip_google_access = true
}

# A fixed address per environment for partners' allow lists. Only staging ever got a partner.
resource "google_compute_address" "partner" {
  for_each = var.environments

  name         = "partner-${each.key}"
  region       = var.region
  address_type = "EXTERNAL"
  network_tier = "PREMIUM"
  labels       = local.labels[each.key]
}
