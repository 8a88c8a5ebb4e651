node_groups = {
  # The driver must not be reclaimed, so it is on demand. Measured: right size.
  driver = {
    instance_type = "m6i.xlarge"
    nodes         = 2
    capacity_type = "ON_DEMAND"
  }

  # Executors: memory-heavy joins at night, empty by day.
  executor = {
    instance_type = "r4.4xlarge"
    nodes         = 6
    capacity_type = "ON_DEMAND"
  }

  notebook = {
    instance_type = "m5.4xlarge"
    nodes         = 2
    capacity_type = "ON_DEMAND"
  }
}
