resource "azurerm_network_interface" "this" {
  for_each = toset(["broker-0", "broker-1", "broker-2", "loader"])

  name                = "nic-${each.key}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location

  ip_configuration {
    name                          = "internal"
    subnet_id                     = azurerm_subnet.this.id
    private_ip_address_allocation = "Dynamic"
  }
}

# Brokers keep seven days of events on their own disks: stateful, never rebuilt by a plan.
resource "azurerm_linux_virtual_machine" "broker" {
  count = 3

  name                  = "vm-broker-${count.index}"
  resource_group_name   = azurerm_resource_group.this.name
  location              = azurerm_resource_group.this.location
  size                  = "Standard_E4s_v5"
  admin_username        = "data"
  network_interface_ids = [azurerm_network_interface.this["broker-${count.index}"].id]
  tags                  = local.tags

  admin_ssh_key {
    username   = "data"
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

  lifecycle {
    prevent_destroy = true
  }
}

# Premium because "Kafka needs fast disks"; a log is written in sequence.
resource "azurerm_managed_disk" "broker" {
  count = 3

  name                 = "disk-broker-${count.index}"
  resource_group_name  = azurerm_resource_group.this.name
  location             = azurerm_resource_group.this.location
  storage_account_type = "Premium_LRS"
  create_option        = "Empty"
  disk_size_gb         = 2048
  tags                 = local.tags
}

resource "azurerm_virtual_machine_data_disk_attachment" "broker" {
  count = 3

  managed_disk_id    = azurerm_managed_disk.broker[count.index].id
  virtual_machine_id = azurerm_linux_virtual_machine.broker[count.index].id
  lun                = 0
  caching            = "None"
}

# From the time before the brokers had disks of one size.
resource "azurerm_managed_disk" "broker_before_migration" {
  name                 = "disk-broker-before-migration"
  resource_group_name  = azurerm_resource_group.this.name
  location             = azurerm_resource_group.this.location
  storage_account_type = "Premium_LRS"
  create_option        = "Empty"
  disk_size_gb         = 2048
  tags                 = local.tags
}

# Loads partner files. Its one queue is always full: do not shrink it.
resource "azurerm_linux_virtual_machine" "loader" {
  name                  = "vm-loader"
  resource_group_name   = azurerm_resource_group.this.name
  location              = azurerm_resource_group.this.location
  size                  = "Standard_F8s_v2"
  admin_username        = "data"
  network_interface_ids = [azurerm_network_interface.this["loader"].id]
  tags                  = local.tags

  admin_ssh_key {
    username   = "data"
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

# Trino for analysts; the level of use is steady and the machine far too big.
resource "azurerm_linux_virtual_machine_scale_set" "trino" {
  name                = "vmss-trino"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  sku                 = "Standard_E16s_v3"
  instances           = 4
  admin_username      = "data"
  tags                = local.tags

  admin_ssh_key {
    username   = "data"
    public_key = var.ssh_public_key
  }

  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "latest"
  }

  os_disk {
    caching              = "ReadOnly"
    storage_account_type = "Premium_LRS"
    disk_size_gb         = 512
  }

  network_interface {
    name    = "trino"
    primary = true

    ip_configuration {
      name      = "internal"
      primary   = true
      subnet_id = azurerm_subnet.this.id
    }
  }
}
