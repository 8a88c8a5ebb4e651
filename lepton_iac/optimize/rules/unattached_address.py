"""Public addresses that nothing in the stack uses.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html
"""

from lepton_iac.optimize.attachment import unattached

RULE = unattached(
    "unattached-address",
    "public_address",
    "address",
    "the address itself cannot be had again",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html",
)
