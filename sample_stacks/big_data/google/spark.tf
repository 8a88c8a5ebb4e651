resource "google_container_cluster" "spark" {
  name                     = "spark"
  location                 = local.zone
  network                  = google_compute_network.this.id
  subnetwork               = google_compute_subnetwork.this.id
  remove_default_node_pool = true
  initial_node_count       = 1
  resource_labels          = local.labels
}

resource "google_container_node_pool" "this" {
  for_each = var.node_pools

  name       = each.key
  cluster    = google_container_cluster.spark.id
  location   = local.zone
  node_count = each.value.nodes

  node_config {
    machine_type    = each.value.machine_type
    disk_type       = each.value.disk_type
    disk_size_gb    = each.value.disk_gib
    spot            = each.value.spot
    resource_labels = merge(local.labels, { pool = each.key })
  }
}
