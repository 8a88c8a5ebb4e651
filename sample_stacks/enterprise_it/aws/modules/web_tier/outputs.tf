output "dns_name" {
  description = "Name the internal zone points to."
  value       = aws_lb.this.dns_name
}

output "security_group_id" {
  description = "Group of the machines, for database rules."
  value       = aws_security_group.this.id
}
