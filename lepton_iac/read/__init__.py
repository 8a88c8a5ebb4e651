"""Plans, states and folders of Terraform become a Stack."""
