node_pools = {
  # The driver must not be reclaimed. Measured: right size.
  driver = {
    vm_size = "Standard_D4s_v5"
    nodes   = 2
  }

  # Executors: memory-heavy joins at night, empty by day.
  executor = {
    vm_size = "Standard_E16s_v3"
    nodes   = 6
  }

  notebook = {
    vm_size = "Standard_D16s_v3"
    nodes   = 2
  }
}
