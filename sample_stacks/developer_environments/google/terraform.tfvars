environments = {
  dev = {
    machine_type  = "n1-standard-8" # one size for everybody, so nobody has to ask
    data_disk     = "pd-ssd"
    data_disk_gib = 200
    db_tier       = "db-n1-standard-4"
    db_regional   = true
    node_type     = "n1-standard-4"
    node_count    = 3
  }

  test = {
    machine_type  = "n1-standard-4"
    data_disk     = "pd-ssd"
    data_disk_gib = 200
    db_tier       = "db-n1-standard-2"
    db_regional   = true
    node_type     = "n1-standard-4"
    node_count    = 3
  }

  # Rehearses the release at production load; sized from measurements in spring.
  staging = {
    machine_type  = "e2-standard-2"
    data_disk     = "pd-balanced"
    data_disk_gib = 100
    db_tier       = "db-g1-small"
    db_regional   = false
    node_type     = "e2-standard-2"
    node_count    = 2
  }
}
