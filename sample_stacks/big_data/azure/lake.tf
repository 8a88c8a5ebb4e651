# Raw events are written once, read by tonight's batch and hardly ever again.
resource "azurerm_storage_account" "raw" {
  name                     = "examplelakeraw"
  resource_group_name      = azurerm_resource_group.this.name
  location                 = azurerm_resource_group.this.location
  account_kind             = "StorageV2"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  access_tier              = "Hot"
  is_hns_enabled           = true
  tags                     = merge(local.tags, { layer = "raw" })
}

# Read all day by the dashboards: Hot is right here.
resource "azurerm_storage_account" "curated" {
  name                     = "examplelakecurated"
  resource_group_name      = azurerm_resource_group.this.name
  location                 = azurerm_resource_group.this.location
  account_kind             = "StorageV2"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  access_tier              = "Hot"
  is_hns_enabled           = true
  tags                     = merge(local.tags, { layer = "curated" })

  lifecycle {
    prevent_destroy = true
  }
}
