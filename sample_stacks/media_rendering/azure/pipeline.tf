# Rendered frames: final after approval, and then hardly ever read. Hot, and copied to a second region.
resource "azurerm_storage_account" "frames" {
  name                     = "examplerenderframes"
  resource_group_name      = azurerm_resource_group.this.name
  location                 = azurerm_resource_group.this.location
  account_kind             = "StorageV2"
  account_tier             = "Standard"
  account_replication_type = "GRS"
  access_tier              = "Hot"
  tags                     = local.tags
}

# Masters are few, dear and moved to the archive by rule.
resource "azurerm_storage_account" "masters" {
  name                     = "examplerendermasters"
  resource_group_name      = azurerm_resource_group.this.name
  location                 = azurerm_resource_group.this.location
  account_kind             = "StorageV2"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  access_tier              = "Cool"
  tags                     = local.tags

  lifecycle {
    prevent_destroy = true
  }
}

resource "azurerm_storage_management_policy" "masters" {
  storage_account_id = azurerm_storage_account.masters.id

  rule {
    name    = "archive"
    enabled = true

    filters {
      blob_types = ["blockBlob"]
    }

    actions {
      base_blob {
        tier_to_archive_after_days_since_modification_greater_than = 60
      }
    }
  }
}

resource "azurerm_storage_queue" "jobs" {
  for_each = toset(["frames", "preview", "encode"])

  name               = "render-${each.key}"
  storage_account_id = azurerm_storage_account.frames.id
}

# Progress bars of running jobs; 200 MB at most.
resource "azurerm_redis_cache" "progress" {
  name                = "redis-render-progress"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  capacity            = 2
  family              = "P"
  sku_name            = "Premium"
  tags                = local.tags
}

# Front of the job manager; left behind when it moved into the farm network.
resource "azurerm_lb" "job_manager" {
  name                = "lb-job-manager"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  sku                 = "Standard"
  tags                = local.tags

  frontend_ip_configuration {
    name      = "internal"
    subnet_id = azurerm_subnet.farm.id
  }
}
