labs = {
  programming = 3
  networks    = 2
}

notebooks = {
  # The group computes day and night; the machine is full and has to be.
  astronomy = {
    machine_type = "c2-standard-16"
    disk_type    = "pd-ssd"
    disk_gib     = 500
  }

  # One paper a year.
  linguistics = {
    machine_type = "n1-highmem-8"
    disk_type    = "pd-ssd"
    disk_gib     = 500
  }

  # Chosen with the vendor's sizing tool and right ever since.
  economics = {
    machine_type = "e2-standard-2"
    disk_type    = "pd-balanced"
    disk_gib     = 100
  }
}
