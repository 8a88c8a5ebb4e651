"""`python -m lepton_iac`, and the command `lepton-iac`."""

from lepton_iac.cli.main import main

if __name__ == "__main__":
    main()
