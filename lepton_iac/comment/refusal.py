"""What a refusal means and what mends it."""

_MEANING = {
    400: ("the request was not understood", "check --repo and the pull request's number"),
    401: ("the token was not accepted", "set a token that has not expired"),
    403: ("the token may not do this", "give the token the right to comment"),
    404: ("not found, or not visible to this token", "check --repo and the number"),
    409: ("the comment was altered meanwhile", "run again"),
    410: ("the pull request or commit is gone", "check the number"),
    412: ("the comment was altered meanwhile", "run again"),
    413: ("the comment is too long for this server", "lower --max-characters"),
    422: ("the server did not take the comment", "check the number, and lower --max-characters"),
}


def refusal(status: int, said: str, scopes: str) -> tuple[str, str]:
    """(what, mend) for a status that will not pass by waiting.

    Args:
        status: the HTTP status.
        said: the server's own reason, already clean; may be empty.
        scopes: what the token must be allowed to do, in the host's words.
    """
    if 300 <= status < 400:
        return (
            f"the server redirects (status {status})",
            "the token was not accepted, or the repository or API moved: give its new address",
        )
    what, mend = _MEANING.get(status, ("the server answers with an error", "see the server's reason"))
    if status in {401, 403, 404} and scopes:
        mend = f"{mend}; it needs {scopes}"
    return f"{what} (status {status}{f': {said}' if said else ''})", mend
