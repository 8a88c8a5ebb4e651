"""The file `lepton-iac.yml`: what a team has settled once, so that nobody has to say it on every command line."""

from lepton_iac.config.find import find_config
from lepton_iac.config.load import Config, ProjectConfig, load_config

__all__ = ["Config", "ProjectConfig", "find_config", "load_config"]
