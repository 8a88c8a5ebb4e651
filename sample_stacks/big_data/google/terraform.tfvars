node_pools = {
  # The driver must not be reclaimed. Measured: right size.
  driver = {
    machine_type = "n2-standard-4"
    nodes        = 2
    disk_type    = "pd-balanced"
    disk_gib     = 100
    spot         = false
  }

  # Executors: memory-heavy joins at night, empty by day.
  executor = {
    machine_type = "n1-highmem-16"
    nodes        = 6
    disk_type    = "pd-ssd"
    disk_gib     = 500
    spot         = false
  }

  notebook = {
    machine_type = "n1-standard-16"
    nodes        = 2
    disk_type    = "pd-ssd"
    disk_gib     = 200
    spot         = false
  }
}
