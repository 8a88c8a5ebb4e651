environments = {
  dev = {
    instance_type   = "m5.2xlarge" # one size for everybody, so nobody has to ask
    data_volume_gib = 200
    db_class        = "db.m5.large"
    db_multi_az     = true
    node_type       = "m5.xlarge"
    node_count      = 3
    log_days        = 365
  }

  test = {
    instance_type   = "m4.xlarge"
    data_volume_gib = 200
    db_class        = "db.m4.large"
    db_multi_az     = true
    node_type       = "m4.xlarge"
    node_count      = 3
    log_days        = 365
  }

  # Rehearses the release at production load; sized from measurements in spring.
  staging = {
    instance_type   = "m6i.large"
    data_volume_gib = 100
    db_class        = "db.t3.medium"
    db_multi_az     = false
    node_type       = "m6i.large"
    node_count      = 2
    log_days        = 14
  }
}
