# Environments are namespaces with node pools of their own, not clusters of their own.
resource "google_container_cluster" "this" {
  name                     = "developer-environments"
  location                 = local.zone
  network                  = google_compute_network.this.id
  subnetwork               = google_compute_subnetwork.this.id
  remove_default_node_pool = true
  initial_node_count       = 1
  deletion_protection      = false
  resource_labels          = { owner = "developer-experience", environment = "dev" }
}

resource "google_container_node_pool" "this" {
  for_each = var.environments

  name       = each.key
  cluster    = google_container_cluster.this.id
  location   = local.zone
  node_count = each.value.node_count

  node_config {
    machine_type    = each.value.node_type
    disk_type       = "pd-ssd"
    disk_size_gb    = 100
    resource_labels = local.labels[each.key]
  }
}
