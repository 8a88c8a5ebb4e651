labs = {
  programming = 2
  networks    = 1
}

notebooks = {
  # The group computes day and night; the machine is full and has to be.
  astronomy = {
    size      = "Standard_F16s_v2"
    disk_type = "Premium_LRS"
    disk_gib  = 512
  }

  # One paper a year.
  linguistics = {
    size      = "Standard_E8s_v3"
    disk_type = "Premium_LRS"
    disk_gib  = 512
  }

  # Chosen with the vendor's sizing tool and right ever since.
  economics = {
    size      = "Standard_D2s_v5"
    disk_type = "StandardSSD_LRS"
    disk_gib  = 128
  }
}
