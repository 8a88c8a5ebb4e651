locals {
  zone = "${var.region}-b"

  labels = {
    project     = "data-platform"
    environment = "production"
    owner       = "data-engineering"
  }
}

resource "google_compute_network" "this" {
  name                    = "data-platform"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "this" {
  name                     = "spark"
  network                  = google_compute_network.this.id
  region                   = var.region
  ip_cidr_range            = "10.60.0.0/20"
  private_ip_google_access = true
}

resource "google_compute_router" "this" {
  name    = "data-platform"
  network = google_compute_network.this.id
  region  = var.region
}

resource "google_compute_router_nat" "this" {
  name                               = "data-platform"
  router                             = google_compute_router.this.name
  region                             = var.region
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"
}

# Reserved for a partner feed that was never connected.
resource "google_compute_address" "partner_feed" {
  name         = "partner-feed"
  region       = var.region
  address_type = "EXTERNAL"
  labels       = local.labels
}
