"""Which pull request, of which repository, on which host: flags first, then what the pipeline's environment says."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lepton_iac.errors import LeptonError

_CLONE = re.compile(
    r"(?P<scheme>https?://)(?:[^/@]*@)?(?P<root>[^@]+?)/(?P<project>[^/]+)/_git/(?P<name>[^/]+)/?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where the comment goes.

    Attributes:
        repo: ``owner/name`` on GitHub, project id or path on GitLab, ``project/repository`` on Azure Repos,
            ``workspace/repository`` or ``PROJECT/repository`` on Bitbucket.
        number: of the pull or merge request; 0 when a commit is meant.
        commit: its hash; empty when a pull request is meant.
        api_url: the API's root.
    """

    repo: str = ""
    number: int = 0
    commit: str = ""
    api_url: str = ""


Environment = Mapping[str, str]


def complete(flags: Target, found: Target) -> Target:
    """The flags, and what they leave open filled from the environment.

    Raises:
        LeptonError: repository or number is known from neither, or the commit is no hash.
    """
    commit = flags.commit
    number = 0 if commit else flags.number or found.number
    target = Target(flags.repo or found.repo, number, commit, flags.api_url or found.api_url)
    if commit and not re.fullmatch(r"[0-9a-fA-F]{7,64}", commit):
        raise LeptonError("not a commit's hash", where="--commit", mend="give 7 to 64 hexadecimal digits")
    if not target.repo:
        raise LeptonError("which repository is not known", mend="give --repo")
    if not target.number and not commit:
        raise LeptonError("which pull request is not known", mend="give --pull-request, --merge-request or --commit")
    if not target.api_url:
        raise LeptonError("which server is not known", mend="give --api-url")
    return target


def github(environment: Environment, event: bytes = b"") -> Target:
    """From GitHub Actions; ``event`` is the content of the file at ``GITHUB_EVENT_PATH``.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/variables
    """
    from_ref = re.fullmatch(r"refs/pull/(\d{1,12})/(?:merge|head)", environment.get("GITHUB_REF", ""))
    number = int(from_ref[1]) if from_ref else _event_number(event)
    api = environment.get("GITHUB_API_URL") or "https://api.github.com"
    return Target(environment.get("GITHUB_REPOSITORY", ""), number, api_url=api)


def _event_number(event: bytes) -> int:
    try:
        document = json.loads(event or b"{}")
    except (ValueError, RecursionError):
        return 0
    if not isinstance(document, dict):
        return 0
    issue = document.get("issue")
    asked = issue if isinstance(issue, dict) and "pull_request" in issue else None
    for place in (document.get("pull_request"), asked, document):
        number = place.get("number") if isinstance(place, dict) else None
        if isinstance(number, int) and number > 0:
            return number
    return 0


def gitlab(environment: Environment, event: bytes = b"") -> Target:  # noqa: ARG001 - one shape for all
    """From GitLab CI.

    Source: https://docs.gitlab.com/ci/variables/predefined_variables/
    """
    repo = environment.get("CI_PROJECT_ID") or environment.get("CI_PROJECT_PATH", "")
    api = environment.get("CI_API_V4_URL") or "https://gitlab.com/api/v4"
    return Target(repo, _number(environment.get("CI_MERGE_REQUEST_IID")), api_url=api)


def azure_repos(environment: Environment, event: bytes = b"") -> Target:  # noqa: ARG001 - one shape for all
    """From Azure Pipelines.

    Source: https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables
    """
    project = environment.get("SYSTEM_TEAMPROJECTID") or environment.get("SYSTEM_TEAMPROJECT", "")
    name = environment.get("BUILD_REPOSITORY_ID") or environment.get("BUILD_REPOSITORY_NAME", "")
    repo = f"{project}/{name}" if project and name else ""
    api = environment.get("SYSTEM_COLLECTIONURI") or environment.get("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI", "")
    return Target(repo, _number(environment.get("SYSTEM_PULLREQUEST_PULLREQUESTID")), api_url=api)


def bitbucket(environment: Environment, event: bytes = b"") -> Target:  # noqa: ARG001 - one shape for all
    """From Bitbucket Pipelines.

    Source: https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/
    """
    parts = (environment.get("BITBUCKET_WORKSPACE", ""), environment.get("BITBUCKET_REPO_SLUG", ""))
    repo = environment.get("BITBUCKET_REPO_FULL_NAME") or ("/".join(parts) if all(parts) else "")
    return Target(repo, _number(environment.get("BITBUCKET_PR_ID")), api_url="https://api.bitbucket.org/2.0")


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 13 else 0


def from_clone_url(repo: str, api_url: str) -> tuple[str, str]:
    """(``project/repository``, collection) of an Azure Repos address such as ``https://dev.azure.com/o/p/_git/r``.

    Anything else is given back as it was.
    """
    found = _CLONE.fullmatch(repo)
    if found is None:
        return repo, api_url
    return f"{unquote(found['project'])}/{unquote(found['name'])}", api_url or found["scheme"] + found["root"]


DETECT: Mapping[str, Callable[[Environment, bytes], Target]] = {
    "github": github,
    "gitlab": gitlab,
    "azure-repos": azure_repos,
    "bitbucket": bitbucket,
}
