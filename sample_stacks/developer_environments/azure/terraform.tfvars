ssh_public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample0 build"

environments = {
  dev = {
    vm_size        = "Standard_D8s_v3" # one size for everybody, so nobody has to ask
    data_disk_type = "Premium_LRS"
    data_disk_gib  = 256
    db_sku         = "GP_Standard_D4ds_v4"
    db_zones       = true
    node_size      = "Standard_D4s_v3"
    node_count     = 3
  }

  test = {
    vm_size        = "Standard_DS3_v2"
    data_disk_type = "Premium_LRS"
    data_disk_gib  = 256
    db_sku         = "GP_Standard_D2ds_v4"
    db_zones       = true
    node_size      = "Standard_DS3_v2"
    node_count     = 3
  }

  # Rehearses the release at production load; sized from measurements in spring.
  staging = {
    vm_size        = "Standard_D2s_v5"
    data_disk_type = "StandardSSD_LRS"
    data_disk_gib  = 128
    db_sku         = "B_Standard_B2s"
    db_zones       = false
    node_size      = "Standard_D2s_v5"
    node_count     = 2
  }
}
