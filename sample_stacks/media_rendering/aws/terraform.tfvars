farm = {
  # Final frames on the processor. Busy in bursts, kept up for the next job.
  frames = {
    instance_type = "c5.9xlarge"
    nodes         = 8
    max_nodes     = 24
    disk_type     = "gp2"
    disk_gib      = 400
  }

  # Look development on the GPU; the cards of 2017 stayed when the renderer moved on.
  preview = {
    instance_type = "p3.2xlarge"
    nodes         = 3
    max_nodes     = 6
    disk_type     = "gp2"
    disk_gib      = 200
  }

  # Encoders are full around the clock and are meant to be.
  encode = {
    instance_type = "c6i.4xlarge"
    nodes         = 4
    max_nodes     = 4
    disk_type     = "gp3"
    disk_gib      = 100
  }
}
