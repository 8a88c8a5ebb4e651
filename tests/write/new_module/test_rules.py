from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.write.new_module.rules import Rule, covers, rule_of

RULES = st.builds(
    lambda protocol, first, width, cidr: rule_of("in", protocol, first, min(first + width, 65535), (cidr,)),
    st.sampled_from(["tcp", "udp", "icmp", "-1"]),
    st.integers(0, 65535),
    st.integers(0, 100),
    st.sampled_from(["0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "192.0.2.0/24"]),
)


@given(RULES)
def test_a_rule_covers_itself_and_everything_covers_less(rule: Rule) -> None:
    assert covers(rule, rule)
    assert covers(Rule("in", "any", None, None, ("0.0.0.0/0",)), rule)
    assert not covers(replace(rule, cidrs=("198.51.100.0/24",)), rule)
    assert not covers(replace(rule, way="out"), rule)


def test_all_ports_are_not_covered_by_some() -> None:
    everything = rule_of("in", "tcp", 0, 65535, ("10.0.0.0/8",))
    assert everything.first is None
    assert not covers(rule_of("in", "tcp", 1, 1024, ("10.0.0.0/8",)), everything)
    assert covers(everything, rule_of("in", "tcp", 22, None, ("10.1.0.0/16",)))
