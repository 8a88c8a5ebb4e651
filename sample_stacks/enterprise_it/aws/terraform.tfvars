account_ids = {
  production  = "111111111111"
  development = "222222222222"
}

ami_ids = {
  eu-west-1 = "ami-0a1b2c3d4e5f60001"
  us-east-1 = "ami-0a1b2c3d4e5f60002"
}

# Taken over from the sizing sheet of the storage vendor when the ERP moved to AWS.
erp_data_gib  = 500
erp_data_iops = 6000
