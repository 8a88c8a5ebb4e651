"""What a Terraform type means: one TOML file per type, readable forwards and backwards."""
