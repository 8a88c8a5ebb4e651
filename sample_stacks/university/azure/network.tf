locals {
  teaching = {
    faculty     = "computing-centre"
    environment = "teaching"
  }

  research = {
    faculty     = "computing-centre"
    environment = "research"
  }

  # "programming-0", "programming-1" ... => the lab it belongs to
  lab_machines = merge([
    for lab, machines in var.labs : { for number in range(machines) : "${lab}-${number}" => lab }
  ]...)

  machines = concat(
    [for name in keys(local.lab_machines) : "lab-${name}"],
    [for name in keys(var.notebooks) : "notebook-${name}"],
    ["statistics"],
  )
}

resource "azurerm_resource_group" "campus" {
  name     = "rg-campus"
  location = var.location
}

resource "azurerm_virtual_network" "campus" {
  name                = "vnet-campus"
  resource_group_name = azurerm_resource_group.campus.name
  location            = azurerm_resource_group.campus.location
  address_space       = ["10.80.0.0/16"]
}

resource "azurerm_subnet" "campus" {
  name                 = "machines"
  resource_group_name  = azurerm_resource_group.campus.name
  virtual_network_name = azurerm_virtual_network.campus.name
  address_prefixes     = ["10.80.1.0/24"]
}

resource "azurerm_network_interface" "this" {
  for_each = toset(local.machines)

  name                = "nic-${each.key}"
  resource_group_name = azurerm_resource_group.campus.name
  location            = azurerm_resource_group.campus.location

  ip_configuration {
    name                          = "internal"
    subnet_id                     = azurerm_subnet.campus.id
    private_ip_address_allocation = "Dynamic"
  }
}

# Fixed addresses for project servers of past terms; the machines are gone.
resource "azurerm_public_ip" "project" {
  count = 3

  name                = "pip-student-project-${count.index}"
  resource_group_name = azurerm_resource_group.campus.name
  location            = azurerm_resource_group.campus.location
  allocation_method   = "Static"
  sku                 = "Standard"
  tags                = local.teaching
}
