"""Servers that behave like each host: state is kept, lists are paged, limits are counted, strangers comment too."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from werkzeug import Request, Response

TOKEN = "tok-3f9a61c0d2e84b77"  # invented
ME, STRANGER = "me", "stranger"


@dataclass
class Stored:
    """A comment as the server holds it."""

    number: int
    text: str
    author: str = ME
    hidden: bool = False
    deleted: bool = False
    version: int = 0


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def answer(content: Any, status: int = 200, **headers: str) -> Response:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Response(json.dumps(content), status, named, mimetype="application/json")


@dataclass
class Server:
    """What all of them share; ``faults`` are answered first, ``hooks`` run before a request is served."""

    limit: int = 0
    stored: list[Stored] = field(default_factory=list)
    faults: list[Response | Callable[[], Response]] = field(default_factory=list)
    hooks: list[tuple[str, Callable[[], None]]] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    after: list[Response] = field(default_factory=list)
    identity: bool = True

    def serve(self, request: Request) -> Response:
        self.log.append(f"{request.method} {request.path}?{request.query_string.decode()}")
        if self.faults:
            fault = self.faults.pop(0)
            return fault if isinstance(fault, Response) else fault()
        if not self.known(request):
            return answer({"message": f"Bad credentials {TOKEN}"}, 401)
        for method, hook in [pair for pair in self.hooks if pair[0] == request.method]:
            self.hooks.remove((method, hook))
            hook()
        body = request.get_json(silent=True) if request.data else None
        done = self.route(request, body)
        return self.after.pop(0) if self.after and request.method == "POST" else done

    def known(self, request: Request) -> bool:
        return TOKEN in str(request.headers)

    def route(self, request: Request, body: Any) -> Response:
        raise NotImplementedError

    def add(self, text: str, author: str = ME, **more: Any) -> Stored:
        self.stored.append(Stored(len(self.stored) + 1, text, author, **more))
        return self.stored[-1]

    def shown(self, author: str = ME) -> list[str]:
        return [one.text for one in self.stored if one.author == author and not one.deleted and not one.hidden]

    def kept(self) -> list[Stored]:
        return [one for one in self.stored if not one.deleted]

    def find(self, number: str) -> Stored | None:
        return next((one for one in self.kept() if one.number == int(number)), None)

    def write(self, text: str, show: Callable[[Stored], Any], status: int = 201) -> Response:
        if units(text) > self.limit:
            return answer({"message": "Body is too long"}, 422)
        return answer(show(self.add(text)), status)

    def alter(self, one: Stored, text: str, show: Callable[[Stored], Any]) -> Response:
        if one.author != ME:
            return answer({"message": "not yours"}, 403)
        if units(text) > self.limit:
            return answer({"message": "Body is too long"}, 422)
        one.text, one.version = text, one.version + 1
        return answer(show(one))

    def remove(self, one: Stored) -> Response:
        one.deleted = True
        return Response(status=204)

    def window(self, request: Request, size: str, page: str) -> tuple[list[Stored], int, bool]:
        """(rows, page, whether more follow); pages hold at most a hundred, as everywhere."""
        count = min(int(request.args.get(size, "30")), 100)
        number = int(request.args.get(page, "1"))
        rows = self.kept()[(number - 1) * count : number * count]
        return rows, number, number * count < len(self.kept())


class GitHubServer(Server):
    """https://docs.github.com/en/rest/issues/comments"""

    def show(self, one: Stored) -> dict[str, Any]:
        return {
            "id": one.number,
            "node_id": f"IC_{one.number}",
            "body": one.text,
            "html_url": f"https://h/c{one.number}",
        }

    def known(self, request: Request) -> bool:
        return request.headers.get("Authorization") == f"Bearer {TOKEN}"

    def route(self, request: Request, body: Any) -> Response:
        if request.path.endswith("/graphql"):
            return self.graphql(body)
        place = re.fullmatch(r"/repos/o/r/(?:issues/7|commits/abcdef1)/comments", request.path)
        if place and request.method == "POST":
            return self.write(body["body"], self.show)
        if place:
            rows, page, more = self.window(request, "per_page", "page")
            following = f'<{request.base_url}?per_page=100&page={page + 1}>; rel="next", <x>; rel="last"'
            return answer([self.show(one) for one in rows], Link=following if more else "")
        found = re.fullmatch(r"/repos/o/r/(?:issues/)?comments/(\d+)", request.path)
        one = self.find(found[1]) if found else None
        if one is None:
            return answer({"message": "Not Found"}, 404)
        if request.method == "PATCH":
            return self.alter(one, body["body"], self.show)
        return self.remove(one) if request.method == "DELETE" else answer(self.show(one))

    def graphql(self, body: Any) -> Response:
        if "minimizeComment" in body["query"]:
            assert "OUTDATED" in body["query"]
            one = self.find(body["variables"]["id"].removeprefix("IC_"))
            assert one is not None
            one.hidden = True
            return answer({"data": {"minimizeComment": {"minimizedComment": {"isMinimized": True}}}})
        rows = [(key, self.find(key.removeprefix("IC_"))) for key in body["variables"]["ids"]]
        nodes = [
            {"id": key, "viewerDidAuthor": one.author == ME, "isMinimized": one.hidden} if one else None
            for key, one in rows
        ]
        return answer({"data": {"nodes": nodes}})


class GitLabServer(Server):
    """https://docs.gitlab.com/api/notes/"""

    def show(self, one: Stored) -> dict[str, Any]:
        return {"id": one.number, "body": one.text, "author": {"id": one.author}}

    def discussion(self, one: Stored) -> dict[str, Any]:
        return {"id": f"d{one.number}", "notes": [self.show(one)]}

    def known(self, request: Request) -> bool:
        return TOKEN in {request.headers.get("PRIVATE-TOKEN"), request.headers.get("JOB-TOKEN")}

    def route(self, request: Request, body: Any) -> Response:
        if request.path == "/user":
            return answer({"id": ME}) if self.identity else answer({"message": "403 Forbidden"}, 403)
        notes, talks = "/projects/o/r/merge_requests/7/notes", "/projects/o/r/repository/commits/abcdef1/discussions"
        show = self.discussion if request.path.startswith(talks) else self.show
        if request.path in {notes, talks} and request.method == "POST":
            return self.write(body["body"], show)
        if request.path in {notes, talks}:
            rows, page, more = self.window(request, "per_page", "page")
            return answer([show(one) for one in rows], X_Next_Page=str(page + 1) if more else "")
        found = re.fullmatch(rf"(?:{notes}|{talks}/d\d+/notes)/(\d+)", request.path)
        one = self.find(found[1]) if found else None
        if one is None:
            return answer({"message": "404 Not found"}, 404)
        if request.method == "PUT":
            return self.alter(one, body["body"], self.show)
        return self.remove(one) if request.method == "DELETE" else answer(self.show(one))


class AzureServer(Server):
    """https://learn.microsoft.com/en-us/rest/api/azure/devops/git/pull-request-threads"""

    def show(self, one: Stored) -> dict[str, Any]:
        said = {"id": 1, "content": one.text, "author": {"id": one.author}, "isDeleted": one.deleted}
        return {"id": one.number, "status": "closed" if one.hidden else None, "isDeleted": False, "comments": [said]}

    def route(self, request: Request, body: Any) -> Response:
        if request.path == "/_apis/connectionData":
            return answer({"authenticatedUser": {"id": ME}}) if self.identity else answer({}, 401)
        assert request.args["api-version"] == "7.0"
        threads = "/o/_apis/git/repositories/r/pullRequests/7/threads"
        if request.path == threads and request.method == "POST":
            assert "status" not in body
            return self.write(body["comments"][0]["content"], self.show, 200)
        if request.path == threads:
            system = {"id": 9_999, "comments": [{"id": 1, "content": "joined as a reviewer", "author": {"id": ME}}]}
            return answer({"value": [system, *(self.show(one) for one in self.stored)]})
        found = re.fullmatch(rf"{threads}/(\d+)(/comments/1)?", request.path)
        one = self.find(found[1]) if found else None
        if found is None or one is None:
            return answer({"message": "TF401398"}, 404)
        if request.method == "PATCH" and found[2]:
            return self.alter(one, body["content"], self.show)
        if request.method == "PATCH":
            one.hidden = body["status"] == "closed"
        return self.remove(one) if request.method == "DELETE" else answer(self.show(one))

    def known(self, request: Request) -> bool:
        return request.headers.get("Authorization") == f"Bearer {TOKEN}"


class CloudServer(Server):
    """https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/"""

    def show(self, one: Stored) -> dict[str, Any]:
        links = {"html": {"href": f"https://h/c{one.number}"}}
        return {"id": one.number, "content": {"raw": one.text}, "user": {"uuid": one.author}, "links": links}

    def route(self, request: Request, body: Any) -> Response:
        if request.path == "/2.0/user":
            return answer({"uuid": ME}) if self.identity else answer({"error": {"message": "scope"}}, 403)
        place = r"/2.0/repositories/o/r/(?:pullrequests/7|commit/abcdef1)/comments"
        if re.fullmatch(place, request.path) and request.method == "POST":
            return self.write(body["content"]["raw"], self.show)
        if re.fullmatch(place, request.path):
            rows, page, more = self.window(request, "pagelen", "page")
            following = {"next": f"{request.base_url}?pagelen=100&page={page + 1}"} if more else {}
            gone = [{"id": 0, "deleted": True, "content": {"raw": ""}}]
            return answer({"values": [*gone, *(self.show(one) for one in rows)], **following})
        found = re.fullmatch(rf"{place}/(\d+)", request.path)
        one = self.find(found[1]) if found else None
        if one is None:
            return answer({"type": "error", "error": {"message": "not found"}}, 404)
        if request.method == "PUT":
            return self.alter(one, body["content"]["raw"], self.show)
        return self.remove(one) if request.method == "DELETE" else answer(self.show(one))


class DataCenterServer(Server):
    """https://developer.atlassian.com/server/bitbucket/rest/v1000/api-group-pull-requests/"""

    def show(self, one: Stored) -> dict[str, Any]:
        return {"id": one.number, "version": one.version, "text": one.text, "author": {"name": one.author}}

    def serve(self, request: Request) -> Response:
        done = super().serve(request)
        if self.identity:
            done.headers["X-AUSERNAME"] = ME
        return done

    def route(self, request: Request, body: Any) -> Response:
        place = r"/rest/api/1.0/projects/o/repos/r/(?:pull-requests/7|commits/abcdef1)"
        if re.fullmatch(f"{place}/comments", request.path) and request.method == "POST":
            return self.write(body["text"], self.show)
        if re.fullmatch(f"{place}/(?:activities|comments)", request.path):
            return self.listed(request)
        found = re.fullmatch(rf"{place}/comments/(\d+)", request.path)
        one = self.find(found[1]) if found else None
        if one is None:
            return answer({"errors": [{"message": "no such comment"}]}, 404)
        if request.method == "GET":
            return answer(self.show(one))
        version = body["version"] if body else request.args["version"]
        if int(version) != one.version:
            return answer({"errors": [{"message": "out of date"}]}, 409)
        return self.remove(one) if request.method == "DELETE" else self.alter(one, body["text"], self.show)

    def listed(self, request: Request) -> Response:
        start, count = int(request.args.get("start", "0")), min(int(request.args["limit"]), 100)
        rows = self.kept()[start : start + count]
        last = start + count >= len(self.kept())
        wrap = request.path.endswith("/activities")
        shown = [
            {"action": "COMMENTED", "commentAction": "ADDED", "comment": self.show(one)} if wrap else self.show(one)
            for one in rows
        ]
        other = [{"action": "OPENED"}] if wrap else []
        page = {"isLastPage": last, "nextPageStart": None if last else start + count}
        return answer({"values": [*other, *shown], **page})
