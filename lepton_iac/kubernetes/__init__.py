"""What runs on a cluster beside the plan that builds it: requests, node pools, packing, and who costs what."""
