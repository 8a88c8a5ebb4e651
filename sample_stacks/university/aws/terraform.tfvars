labs = {
  programming = 3
  networks    = 2
}

notebooks = {
  # The group computes day and night; the machine is full and has to be.
  astronomy = {
    instance_type = "c5.4xlarge"
    volume_gib    = 500
  }

  # One paper a year.
  linguistics = {
    instance_type = "r4.2xlarge"
    volume_gib    = 300
  }

  # Chosen with the vendor's sizing tool and right ever since.
  economics = {
    instance_type = "m6i.large"
    volume_gib    = 100
  }
}
