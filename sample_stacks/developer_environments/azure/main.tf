# Runs day and night, though the working hours are 8 to 18.
resource "azurerm_linux_virtual_machine" "workbench" {
  for_each = var.environments

  name                  = "vm-workbench-${each.key}"
  resource_group_name   = azurerm_resource_group.this.name
  location              = azurerm_resource_group.this.location
  size                  = each.value.vm_size
  admin_username        = "build"
  network_interface_ids = [azurerm_network_interface.workbench[each.key].id]
  tags                  = local.tags[each.key]

  admin_ssh_key {
    username   = "build"
    public_key = var.ssh_public_key
  }

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
    disk_size_gb         = 64
  }

  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "latest"
  }
}

resource "azurerm_managed_disk" "data" {
  for_each = var.environments

  name                 = "disk-data-${each.key}"
  resource_group_name  = azurerm_resource_group.this.name
  location             = azurerm_resource_group.this.location
  storage_account_type = each.value.data_disk_type
  create_option        = "Empty"
  disk_size_gb         = each.value.data_disk_gib
  tags                 = local.tags[each.key]
}

resource "azurerm_virtual_machine_data_disk_attachment" "data" {
  for_each = var.environments

  managed_disk_id    = azurerm_managed_disk.data[each.key].id
  virtual_machine_id = azurerm_linux_virtual_machine.workbench[each.key].id
  lun                = 0
  caching            = "ReadOnly"
}

# Left over from a restore exercise.
resource "azurerm_managed_disk" "restore_exercise" {
  name                 = "disk-restore-exercise"
  resource_group_name  = azurerm_resource_group.this.name
  location             = azurerm_resource_group.this.location
  storage_account_type = "Premium_LRS"
  create_option        = "Empty"
  disk_size_gb         = 512
  tags                 = local.tags["test"]
}

resource "azurerm_mysql_flexible_server" "this" {
  for_each = var.environments

  name                  = "mysql-app-${each.key}"
  resource_group_name   = azurerm_resource_group.this.name
  location              = azurerm_resource_group.this.location
  version               = "8.0.21"
  sku_name              = each.value.db_sku
  administrator_login   = "app"
  zone                  = "1"
  backup_retention_days = 7
  tags                  = local.tags[each.key]

  storage {
    size_gb = 100
    iops    = 360
  }

  dynamic "high_availability" {
    for_each = each.value.db_zones ? ["2"] : []

    content {
      mode                      = "ZoneRedundant"
      standby_availability_zone = high_availability.value
    }
  }
}

resource "azurerm_storage_account" "artifacts" {
  name                     = "exampledevartifacts"
  resource_group_name      = azurerm_resource_group.this.name
  location                 = azurerm_resource_group.this.location
  account_kind             = "StorageV2"
  account_tier             = "Standard"
  account_replication_type = "RAGRS" # build artifacts can be built again
  access_tier              = "Hot"
  tags                     = { owner = "developer-experience", environment = "shared" }
}
