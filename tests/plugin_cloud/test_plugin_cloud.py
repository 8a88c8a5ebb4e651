"""A cloud of its own package, found through its entry point as an installed one is."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from lepton_iac.cli.main import run
from lepton_iac.errors import PriceBookError
from lepton_iac.kinds import load
from lepton_iac.kinds.load import spec_of, type_names
from lepton_iac.kinds.world import World
from lepton_iac.model import Bill, Stack, Unpriced
from lepton_iac.price import plugin_prices, specs
from lepton_iac.price.book import open_book
from lepton_iac.price.examples import mismatches, work_out
from lepton_iac.price.facts import has_price, spec_fact
from lepton_iac.price.market import Market

HERE = Path(__file__).parent


def forget() -> None:
    """What was found of plugins is remembered for a process; a test installs anew."""
    for cached in (load.plugin_folders, load.spec_of, load.free_types):
        cached.cache_clear()
    plugin_prices.plugin_price_files.cache_clear()
    plugin_prices.plugin_store.cache_clear()
    specs.specs_of.cache_clear()


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """Put a distribution with one entry point on the path, as an installer does."""
    info = folder / "lepton_iac_digitalocean-0.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lepton-iac-digitalocean\nVersion: 0.1\n")
    (info / "entry_points.txt").write_text(f"[lepton_iac.clouds]\ndigitalocean = {value}\n")
    monkeypatch.syspath_prepend(str(HERE))
    monkeypatch.syspath_prepend(str(folder))
    forget()


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    forget()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "lepton_iac_digitalocean:cloud")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp().parent / "book"


@pytest.mark.usefixtures("installed")
def test_its_examples_hold(cache: Path) -> None:
    book = open_book(cache)
    names = type_names("digitalocean")
    assert names == ("digitalocean_droplet", "digitalocean_volume", "digitalocean_volume_snapshot")
    for name in names:
        spec = spec_of("digitalocean", name)
        assert spec is not None
        for example in spec.examples:
            found = work_out(spec, example, book, spec_fact(book), has_price(book))
            assert not mismatches(example, found), f"{name}: {example.title}"


@pytest.mark.usefixtures("installed")
def test_its_resources_are_on_the_bill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cache: Path
) -> None:
    monkeypatch.setenv("LEPTON_IAC_CACHE", str(cache))
    monkeypatch.setenv("LEPTON_IAC_DATA", str(tmp_path / "data"))
    values = {"size": "s-2vcpu-4gb", "region": "fra1", "name": "web"}
    resource = {"mode": "managed", "type": "digitalocean_droplet", "name": "web", "values": values}
    full = {**resource, "address": "digitalocean_droplet.web"}
    plan = {"format_version": "1.2", "planned_values": {"root_module": {"resources": [full]}}}
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan))
    assert run(["breakdown", str(path)]) == 0
    assert "$24.00" in capsys.readouterr().out
    assert run(["prices", "info"]) == 0
    assert "plugin: digitalocean, prices.csv" in capsys.readouterr().out


@pytest.mark.usefixtures("installed")
def test_the_chooser_sees_its_machines_with_their_prices(cache: Path) -> None:
    market = Market(World(Stack(())), open_book(cache), Bill(()))
    machines = market.machines("digitalocean")
    prices = market.machine_prices("digitalocean", "global", "droplets", "droplet")
    assert (machines["s-2vcpu-4gb"].vcpu, machines["s-2vcpu-4gb"].memory_gib) == (Decimal(2), Decimal(4))
    assert machines["s-2vcpu-4gb"].burstable is None
    assert len(set(machines) & set(prices)) >= 10


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("text", ["sku,vcpu\na,many\n", "name\na\n", "sku,vcpu\na,-1\n", "sku,vcpu\na,NaN\n"])
def test_machines_that_cannot_be_read_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path, text: str
) -> None:
    path = tmp_path / "machines.csv"
    path.write_text(text)
    monkeypatch.setattr(specs, "plugin_files", lambda part: {"digitalocean": path})
    with pytest.raises(PriceBookError, match="machine types of digitalocean"):
        open_book(cache).specs("digitalocean")


def test_without_it_there_is_no_such_service(cache: Path) -> None:
    forget()
    found = open_book(cache).ladder("digitalocean", "fra1", "droplets", "droplet", "c-2")
    assert isinstance(found, Unpriced)
    assert found.reason == "the price book has no service droplets of digitalocean"


def test_clouds_of_the_package_never_look_for_plugins(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def looked() -> None:
        raise AssertionError("entry points were read")

    forget()
    monkeypatch.setattr(plugin_prices, "plugin_price_files", looked)
    assert not isinstance(open_book(cache).ladder("aws", "us-east-1", "vm", "linux", "m5.large"), Unpriced)
    plugin_prices.plugin_store.cache_clear()
    monkeypatch.undo()


def test_a_plugin_that_does_not_load_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    install(tmp_path, monkeypatch, "lepton_iac_nowhere:cloud")
    with pytest.raises(PriceBookError, match="the cloud plugin digitalocean cannot be loaded"):
        open_book(cache).ladder("digitalocean", "fra1", "droplets", "droplet", "c-2")


def test_prices_of_another_provider_and_another_currency(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    header, first = (HERE / "lepton_iac_digitalocean" / "prices.csv").read_text().splitlines()[:2]
    path = tmp_path / "prices.csv"
    monkeypatch.setattr(plugin_prices, "plugin_price_files", lambda: {"digitalocean": path})
    forget_store = plugin_prices.plugin_store.cache_clear
    forget_store()
    path.write_text(f"{header}\n{first.replace('digitalocean,', 'aws,', 1)}\n")
    with pytest.raises(PriceBookError, match="prices of aws among those of digitalocean"):
        open_book(cache).ladder("digitalocean", "fra1", "droplets", "droplet", "c-2")
    path.write_text(f"{header}\n{first.replace(',USD,', ',EUR,')}\n")
    found = open_book(cache).ladder("digitalocean", "fra1", "droplets", "droplet", "c-2")
    assert isinstance(found, Unpriced)
    assert "priced in EUR only" in found.reason
    monkeypatch.undo()
