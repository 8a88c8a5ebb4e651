# Environments are namespaces with node pools of their own, not clusters of their own.
resource "azurerm_kubernetes_cluster" "this" {
  name                = "aks-developer-environments"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  dns_prefix          = "developer"
  sku_tier            = "Standard" # the uptime promise is paid for, though only developers use it
  tags                = { owner = "developer-experience", environment = "dev" }

  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D2s_v3"
    node_count = 1
  }

  identity {
    type = "SystemAssigned"
  }

  # Pools are sized by hand below, not by the node autoprovisioner.
  node_provisioning_profile {
    mode = "Manual"
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "this" {
  for_each = var.environments

  name                  = each.key
  kubernetes_cluster_id = azurerm_kubernetes_cluster.this.id
  vm_size               = each.value.node_size
  node_count            = each.value.node_count
  os_disk_size_gb       = 128
  tags                  = local.tags[each.key]
}
