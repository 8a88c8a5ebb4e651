resource "azurerm_linux_virtual_machine" "notebook" {
  for_each = var.notebooks

  name                  = "vm-notebook-${each.key}"
  resource_group_name   = azurerm_resource_group.campus.name
  location              = azurerm_resource_group.campus.location
  size                  = each.value.size
  admin_username        = "notebook"
  network_interface_ids = [azurerm_network_interface.this["notebook-${each.key}"].id]
  tags                  = merge(local.research, { group = each.key })

  admin_ssh_key {
    username   = "notebook"
    public_key = var.ssh_public_key
  }

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "StandardSSD_LRS"
    disk_size_gb         = 64
  }

  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "latest"
  }
}

resource "azurerm_managed_disk" "notebook" {
  for_each = var.notebooks

  name                 = "disk-notebook-${each.key}"
  resource_group_name  = azurerm_resource_group.campus.name
  location             = azurerm_resource_group.campus.location
  storage_account_type = each.value.disk_type
  create_option        = "Empty"
  disk_size_gb         = each.value.disk_gib
  tags                 = merge(local.research, { group = each.key })
}

resource "azurerm_virtual_machine_data_disk_attachment" "notebook" {
  for_each = var.notebooks

  managed_disk_id    = azurerm_managed_disk.notebook[each.key].id
  virtual_machine_id = azurerm_linux_virtual_machine.notebook[each.key].id
  lun                = 0
  caching            = "ReadOnly"
}

# Data of a project that ended; kept "until somebody asks".
resource "azurerm_managed_disk" "ended_project" {
  name                 = "disk-ended-project"
  resource_group_name  = azurerm_resource_group.campus.name
  location             = azurerm_resource_group.campus.location
  storage_account_type = "Premium_LRS"
  create_option        = "Empty"
  disk_size_gb         = 1024
  tags                 = local.research
}

# Survey answers under ethics approval: never delete, never move. Logins come from the campus directory.
resource "azurerm_postgresql_flexible_server" "survey" {
  name                         = "psql-survey"
  resource_group_name          = azurerm_resource_group.campus.name
  location                     = azurerm_resource_group.campus.location
  version                      = "16"
  sku_name                     = "B_Standard_B2s"
  storage_mb                   = 65536
  zone                         = "1"
  backup_retention_days        = 35
  geo_redundant_backup_enabled = true
  tags                         = local.research

  authentication {
    active_directory_auth_enabled = true
    password_auth_enabled         = false
  }

  lifecycle {
    prevent_destroy = true
  }
}

# Instrument data: must be kept ten years, is read in the first month.
resource "azurerm_storage_account" "instruments" {
  name                     = "exampleinstruments"
  resource_group_name      = azurerm_resource_group.campus.name
  location                 = azurerm_resource_group.campus.location
  account_kind             = "StorageV2"
  account_tier             = "Standard"
  account_replication_type = "GRS"
  access_tier              = "Hot"
  tags                     = local.research
}
