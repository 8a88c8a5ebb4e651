resource "azurerm_linux_virtual_machine_scale_set" "farm" {
  for_each = var.farm

  name                = "vmss-${each.key}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  sku                 = each.value.sku
  instances           = each.value.nodes
  admin_username      = "jobs"
  tags                = merge(local.tags, { group = each.key })

  admin_ssh_key {
    username   = "jobs"
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
    storage_account_type = each.value.disk_type
    disk_size_gb         = each.value.disk_gib
  }

  network_interface {
    name    = "farm"
    primary = true

    ip_configuration {
      name      = "internal"
      primary   = true
      subnet_id = azurerm_subnet.farm.id
    }
  }
}

resource "azurerm_network_interface" "this" {
  for_each = toset(["licence-server", "review-suite"])

  name                = "nic-${each.key}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  tags                = local.tags

  ip_configuration {
    name                          = "internal"
    subnet_id                     = azurerm_subnet.farm.id
    private_ip_address_allocation = "Dynamic"
  }
}

# Floating licences are bound to this machine's network card: replacing it costs a week of paperwork.
resource "azurerm_linux_virtual_machine" "licence_server" {
  name                  = "vm-licence-server"
  resource_group_name   = azurerm_resource_group.this.name
  location              = azurerm_resource_group.this.location
  size                  = "Standard_B2s"
  admin_username        = "jobs"
  network_interface_ids = [azurerm_network_interface.this["licence-server"].id]
  tags                  = local.tags

  admin_ssh_key {
    username   = "jobs"
    public_key = var.ssh_public_key
  }

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "StandardSSD_LRS"
    disk_size_gb         = 32
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

# Review suite for a show that was delivered in summer.
resource "azurerm_linux_virtual_machine" "review_suite" {
  name                  = "vm-review-suite"
  resource_group_name   = azurerm_resource_group.this.name
  location              = azurerm_resource_group.this.location
  size                  = "Standard_D8s_v3"
  admin_username        = "jobs"
  network_interface_ids = [azurerm_network_interface.this["review-suite"].id]
  tags                  = merge(local.tags, { environment = "staging" })

  admin_ssh_key {
    username   = "jobs"
    public_key = var.ssh_public_key
  }

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
    disk_size_gb         = 256
  }

  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "latest"
  }
}

# Simulation caches of the delivered show, attached to nothing.
resource "azurerm_managed_disk" "simulation_cache" {
  count = 2

  name                 = "disk-simulation-cache-${count.index}"
  resource_group_name  = azurerm_resource_group.this.name
  location             = azurerm_resource_group.this.location
  storage_account_type = "Premium_LRS"
  create_option        = "Empty"
  disk_size_gb         = 2048
  tags                 = local.tags
}
