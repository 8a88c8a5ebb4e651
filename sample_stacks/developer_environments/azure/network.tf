locals {
  tags = {
    for name in keys(var.environments) : name => {
      environment = name
      owner       = "developer-experience"
    }
  }
}

resource "azurerm_resource_group" "this" {
  name     = "rg-developer-environments"
  location = var.location
}

resource "azurerm_virtual_network" "this" {
  name                = "vnet-developer-environments"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  address_space       = ["10.40.0.0/16"]
}

resource "azurerm_subnet" "this" {
  name                 = "workbenches"
  resource_group_name  = azurerm_resource_group.this.name
  virtual_network_name = azurerm_virtual_network.this.name
  address_prefixes     = ["10.40.10.0/24"]
}

resource "azurerm_network_interface" "workbench" {
  for_each = var.environments

  name                = "nic-workbench-${each.key}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  tags                = local.tags[each.key]

  ip_configuration {
    name                          = "internal"
    subnet_id                     = azurerm_subnet.this.id
    private_ip_address_allocation = "Dynamic"
    # Only staging ever got a partner who needs a fixed address.
    public_ip_address_id = each.key == "staging" ? azurerm_public_ip.partner[each.key].id : null
  }
}

resource "azurerm_public_ip" "partner" {
  for_each = var.environments

  name                = "pip-partner-${each.key}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  allocation_method   = "Static"
  sku                 = "Standard"
  tags                = local.tags[each.key]
}
