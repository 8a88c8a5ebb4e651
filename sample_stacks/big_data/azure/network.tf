locals {
  tags = {
    project     = "data-platform"
    environment = "production"
    owner       = "data-engineering"
  }
}

resource "azurerm_resource_group" "this" {
  name     = "rg-data-platform"
  location = var.location
  tags     = local.tags
}

resource "azurerm_virtual_network" "this" {
  name                = "vnet-data-platform"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  address_space       = ["10.60.0.0/16"]
}

resource "azurerm_subnet" "this" {
  name                 = "machines"
  resource_group_name  = azurerm_resource_group.this.name
  virtual_network_name = azurerm_virtual_network.this.name
  address_prefixes     = ["10.60.0.0/20"]
}

# Reserved for a partner feed that was never connected.
resource "azurerm_public_ip" "partner_feed" {
  name                = "pip-partner-feed"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  allocation_method   = "Static"
  sku                 = "Standard"
  tags                = local.tags
}
