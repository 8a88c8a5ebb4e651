"""Plans that are not on this machine: read over HTTPS or from S3 into a private file, and gone after the work."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from lepton_iac.errors import ReadError

LARGEST_BYTES = 512 * 1024 * 1024
_SECONDS = 60
_CHUNK = 1 << 20


@contextmanager
def on_this_machine(path: str) -> Iterator[str]:
    """A path to read from; what was fetched is deleted at the end.

    Raises:
        ReadError: it cannot be fetched, or is larger than 512 MiB.
    """
    scheme = urlsplit(path).scheme
    if scheme not in {"https", "http", "s3"}:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="lepton-iac-") as scratch:
        target = Path(scratch) / "plan.json"
        (_from_s3 if scheme == "s3" else _from_web)(path, target)
        yield str(target)


def _from_web(address: str, target: Path) -> None:
    import requests

    shown = address.split("?", maxsplit=1)[0]
    try:
        with requests.get(address, stream=True, timeout=_SECONDS) as answer, target.open("wb") as file:
            if answer.status_code != requests.codes.ok:
                raise ReadError(f"the server answered {answer.status_code}", where=shown, mend="check the address")
            done = 0
            for part in answer.iter_content(_CHUNK):
                done += len(part)
                if done > LARGEST_BYTES:
                    raise ReadError("larger than 512 MiB", where=shown, mend="is it a plan in JSON?")
                file.write(part)
    except requests.RequestException as error:
        raise ReadError(f"cannot fetch: {type(error).__name__}", where=shown, mend="check the address") from None


def _from_s3(address: str, target: Path) -> None:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    place = urlsplit(address)
    try:
        client = boto3.client("s3")
        size = client.head_object(Bucket=place.netloc, Key=place.path.lstrip("/"))["ContentLength"]
        if size > LARGEST_BYTES:
            raise ReadError("larger than 512 MiB", where=address, mend="is it a plan in JSON?")
        client.download_file(place.netloc, place.path.lstrip("/"), str(target))
    except (BotoCoreError, ClientError) as error:
        raise ReadError(
            f"cannot fetch: {type(error).__name__}", where=address, mend="check the address and the credentials"
        ) from None
