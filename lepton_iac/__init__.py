"""lepton-iac: a Terraform plan goes in; a cheaper plan, a proof and a cost diff come out."""

__version__ = "0.1.0"
