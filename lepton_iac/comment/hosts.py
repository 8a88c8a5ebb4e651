"""Every host by its name on the command line: limits, tokens, and how to get to a pull request."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lepton_iac.comment import azure_repos, bitbucket_cloud, bitbucket_server, github, gitlab
from lepton_iac.comment.forge import Forge, Tell
from lepton_iac.comment.http import Http
from lepton_iac.comment.redact import Token
from lepton_iac.comment.target import Target


@dataclass(frozen=True, slots=True)
class Host:
    """What tells one host from another.

    Attributes:
        variables: where its token is looked for, in this order.
        limit: longest comment, in characters as the host counts them.
        html: whether a comment may hold HTML.
        scopes: what the token must be allowed to do, in the host's words.
        header: the headers that carry the token.
        forge: the pull request behind a way to the host.
    """

    variables: tuple[str, ...]
    limit: int
    html: bool
    scopes: str
    header: Callable[[Token], Mapping[str, str]] = field(repr=False)
    forge: Callable[[Http, Target, Tell], Forge] = field(repr=False)


def _bearer(token: Token) -> dict[str, str]:
    return {"Authorization": f"Bearer {token.secret}"}


def _github(token: Token) -> dict[str, str]:
    return {**github.HEADERS, **_bearer(token)}


def _gitlab(token: Token) -> dict[str, str]:
    return {"JOB-TOKEN" if token.variable == "CI_JOB_TOKEN" else "PRIVATE-TOKEN": token.secret}


def _azure(token: Token) -> dict[str, str]:
    """A job's token and one of Entra ID are JSON Web Tokens and go as they are, a personal one as a password.

    Source: https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate
    """
    if token.secret.startswith("eyJ") or token.variable == "SYSTEM_ACCESSTOKEN":
        return _bearer(token)
    return {"Authorization": f"Basic {b64encode(f':{token.secret}'.encode()).decode()}"}


def _bitbucket(token: Token) -> dict[str, str]:
    """An access token, or ``user:app password``."""
    if ":" in token.secret:
        return {"Authorization": f"Basic {b64encode(token.secret.encode()).decode()}"}
    return _bearer(token)


HOSTS: Mapping[str, Host] = {
    "github": Host(
        ("LEPTON_IAC_GITHUB_TOKEN", "GITHUB_TOKEN"),
        65_536,
        True,
        github.SCOPES,
        _github,
        lambda http, target, tell: github.GitHub(http, target),
    ),
    "gitlab": Host(
        ("LEPTON_IAC_GITLAB_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN"),
        gitlab.LIMIT,
        True,
        gitlab.SCOPES,
        _gitlab,
        gitlab.GitLab,
    ),
    "azure-repos": Host(
        ("LEPTON_IAC_AZURE_TOKEN", "SYSTEM_ACCESSTOKEN", "AZURE_ACCESS_TOKEN"),
        150_000,
        True,
        azure_repos.SCOPES,
        _azure,
        azure_repos.AzureRepos,
    ),
    "bitbucket": Host(
        ("LEPTON_IAC_BITBUCKET_TOKEN", "BITBUCKET_TOKEN"),
        32_767,  # the server wants "less than 32768 characters"
        False,
        bitbucket_cloud.SCOPES,
        _bitbucket,
        lambda http, target, tell: (
            bitbucket_cloud.BitbucketCloud(http, target, tell)
            if is_cloud(target.api_url)
            else bitbucket_server.BitbucketServer(http, target, tell)
        ),
    ),
}


def is_cloud(api_url: str) -> bool:
    """Whether this is the API of bitbucket.org, which ends in ``/2.0``; a server's ends in ``/rest/api/1.0``."""
    return api_url.rstrip("/").endswith("/2.0")


def root_of(name: str, api_url: str) -> str:
    """The API's root, completed where people give only the server's address."""
    root = api_url.rstrip("/")
    if name == "bitbucket" and not is_cloud(root) and "/rest/api/" not in root:
        return f"{root}/rest/api/1.0"
    return root


def http_to(name: str, root: str, token: Token, secrets: tuple[str, ...]) -> Http:
    """A way to a host with its token in the right header."""
    host = HOSTS[name]
    scopes = bitbucket_server.SCOPES if name == "bitbucket" and not is_cloud(root) else host.scopes
    return Http(root, host.header(token), secrets, scopes)
