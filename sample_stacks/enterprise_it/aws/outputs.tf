output "intranet_dns_name" {
  description = "Load balancer of the intranet."
  value       = module.intranet.dns_name
}

output "payroll_endpoint" {
  description = "Address of the payroll database."
  value       = aws_db_instance.payroll.endpoint
}
