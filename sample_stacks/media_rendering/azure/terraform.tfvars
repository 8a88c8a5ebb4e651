ssh_public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample1 jobs"

farm = {
  # Final frames on the processor. Busy in bursts, kept up for the next job.
  frames = {
    sku       = "Standard_F32s_v2"
    nodes     = 8
    disk_type = "Premium_LRS"
    disk_gib  = 512
  }

  # Look development on the GPU; the cards of 2017 stayed when the renderer moved on.
  preview = {
    sku       = "Standard_NC6s_v3"
    nodes     = 3
    disk_type = "Premium_LRS"
    disk_gib  = 256
  }

  # Encoders are full around the clock and are meant to be.
  encode = {
    sku       = "Standard_F16s_v2"
    nodes     = 4
    disk_type = "StandardSSD_LRS"
    disk_gib  = 128
  }
}
