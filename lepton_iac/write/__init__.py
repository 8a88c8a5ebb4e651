"""Byte-exact edits to Terraform files, and new modules."""
