resource "azurerm_kubernetes_cluster" "spark" {
  name                = "aks-spark"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  dns_prefix          = "spark"
  sku_tier            = "Standard"
  tags                = local.tags

  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D2s_v5"
    node_count = 1
  }

  identity {
    type = "SystemAssigned"
  }

  node_provisioning_profile {
    mode = "Manual"
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "this" {
  for_each = var.node_pools

  name                  = each.key
  kubernetes_cluster_id = azurerm_kubernetes_cluster.spark.id
  vm_size               = each.value.vm_size
  node_count            = each.value.nodes
  os_disk_size_gb       = 512
  tags                  = merge(local.tags, { pool = each.key })
}
