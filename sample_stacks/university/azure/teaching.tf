# Lab machines are needed while courses run, Monday to Thursday; they are never switched off.
resource "azurerm_linux_virtual_machine" "lab" {
  for_each = local.lab_machines

  name                  = "vm-lab-${each.key}"
  resource_group_name   = azurerm_resource_group.campus.name
  location              = azurerm_resource_group.campus.location
  size                  = var.lab_machine_size
  admin_username        = "lab"
  network_interface_ids = [azurerm_network_interface.this["lab-${each.key}"].id]
  tags                  = merge(local.teaching, { lab = each.value })

  admin_ssh_key {
    username   = "lab"
    public_key = var.ssh_public_key
  }

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
    disk_size_gb         = 128
  }

  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "latest"
  }
}

# Statistics software that runs on Windows only. The campus owns Windows licences that are not used here.
resource "azurerm_windows_virtual_machine" "statistics" {
  name                  = "vm-statistics"
  computer_name         = "statistics"
  resource_group_name   = azurerm_resource_group.campus.name
  location              = azurerm_resource_group.campus.location
  size                  = "Standard_D4s_v3"
  admin_username        = "lab"
  admin_password        = var.windows_admin_password
  network_interface_ids = [azurerm_network_interface.this["statistics"].id]
  tags                  = local.teaching

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
    disk_size_gb         = 128
  }

  source_image_reference {
    publisher = "MicrosoftWindowsServer"
    offer     = "WindowsServer"
    sku       = "2022-datacenter-azure-edition"
    version   = "latest"
  }
}

# Exercises in SQL: students may break it, and it is loaded again every Monday.
resource "azurerm_mysql_flexible_server" "exercises" {
  name                  = "mysql-exercises"
  resource_group_name   = azurerm_resource_group.campus.name
  location              = azurerm_resource_group.campus.location
  version               = "8.0.21"
  sku_name              = "GP_Standard_D4ds_v4"
  zone                  = "1"
  backup_retention_days = 7
  tags                  = local.teaching

  storage {
    size_gb = 100
    iops    = 600
  }

  high_availability {
    mode                      = "ZoneRedundant"
    standby_availability_zone = "2"
  }
}
