"""The calls of the protocol, one function each."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from pathlib import PurePosixPath
from typing import Any

import yaml
from aiohttp import web

from store.fake_hub.repository import Blob, Refused, Repository, upload_mode
from store.fake_hub.server import FakeHub

Handler = Callable[[FakeHub, web.Request, Any], Awaitable[web.StreamResponse]]

REPO = "/api/datasets/{owner}/{name}"
FILES = "/datasets/{owner}/{name}"


def application(hub: FakeHub, largest_body: int) -> web.Application:
    """The routes of one hub."""
    app = web.Application(client_max_size=largest_body)
    for method, path, kind, handler in ROUTES:
        app.router.add_route(method, path, _guarded(hub, kind, handler))
    app.router.add_route("*", "/{tail:.*}", _guarded(hub, "unknown", _unknown))
    return app


def _guarded(hub: FakeHub, kind: str, handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        try:
            await hub.admit(kind, request, body if kind != "put" else None)
            return await handler(hub, request, body)
        except Refused as refusal:
            headers = {"X-Error-Message": str(refusal), **({"X-Error-Code": refusal.code} if refusal.code else {})}
            return web.json_response({"error": str(refusal)}, status=refusal.status, headers=headers)

    return answer


async def _body(request: web.Request) -> Any:
    data = await request.read()
    if "ndjson" in request.content_type:
        return [json.loads(line) for line in data.splitlines() if line.strip()]
    return json.loads(data) if data and request.content_type.endswith("json") else data


async def _whoami(hub: FakeHub, request: web.Request, body: Any) -> web.Response:
    user = hub.user(request)
    if user is None:
        raise Refused(401, "Invalid username or password.")
    orgs = [{"name": org, "type": "org"} for org in user.orgs]
    token = {"displayName": "token", "role": user.role}
    return web.json_response({"type": "user", "name": user.name, "orgs": orgs, "auth": {"accessToken": token}})


async def _create(hub: FakeHub, request: web.Request, body: Any) -> web.Response:
    user = hub.user(request)
    owner = body.get("organization") or (user.name if user else "")
    hub.writer(request, owner)
    name = f"{owner}/{body['name']}"
    url = f"{hub.url}/datasets/{name}"
    if name in hub.repositories:
        return web.json_response({"error": "You already created this dataset repo", "url": url}, status=409)
    hub.repositories[name] = Repository(name, private=body.get("visibility") == "private" or bool(body.get("private")))
    return web.json_response({"url": url, "name": name})


async def _validate_yaml(hub: FakeHub, request: web.Request, body: Any) -> web.Response:
    parts = body["content"].split("---\n", 2)
    try:
        front = yaml.safe_load(parts[1]) if len(parts) == 3 and not parts[0] else None
    except yaml.YAMLError as error:
        return web.json_response({"errors": [{"message": str(error)}], "warnings": []}, status=400)
    missing = [] if isinstance(front, dict) else [{"message": "empty or missing yaml metadata in repo card"}]
    wrong = _wrong(front) if isinstance(front, dict) else []
    return web.json_response({"errors": wrong, "warnings": missing}, status=400 if wrong else 200)


def _wrong(front: dict[str, Any]) -> list[dict[str, str]]:
    """The rules of the Hub that a dataset card can break here."""
    names = [config.get("config_name") for config in front.get("configs") or ()]
    found = []
    if len(names) != len(set(names)):
        found.append('"configs" has a name twice')
    if front.get("license") == "other" and not front.get("license_name"):
        found.append('"license_name" is required if "license" is "other"')
    if not all(isinstance(language, str) for language in front.get("language") or ()):
        found.append('"language" must be an array of strings')
    return [{"message": message} for message in found]


async def _info(hub: FakeHub, request: web.Request, body: Any) -> web.Response:
    repository = hub.repository(request)
    commit = repository.at(request.match_info.get("revision", "main"))
    siblings = [{"rfilename": path} for path in commit.files]
    values = {"id": repository.id, "sha": commit.oid, "private": repository.private, "siblings": siblings}
    return web.json_response(values)


async def _refs(hub: FakeHub, request: web.Request, body: Any) -> web.Response:
    repository = hub.repository(request)
    kinds = {"branches": ("heads", repository.branches), "tags": ("tags", repository.tags)}
    refs = {
        kind: [{"name": name, "ref": f"refs/{word}/{name}", "targetCommit": oid} for name, oid in names.items()]
        for kind, (word, names) in kinds.items()
    }
    return web.json_response({**refs, "converts": []})


async def _tree(hub: FakeHub, request: web.Request, body: Any) -> web.Response:
    commit = hub.repository(request).at(request.match_info["revision"])
    place = request.match_info.get("path", "").strip("/")
    inside = {path: blob for path, blob in commit.files.items() if not place or path.startswith(f"{place}/")}
    if place and not inside:
        raise Refused(404, f"{place} does not exist", "EntryNotFound")
    deep = request.query.get("recursive", "false").lower() in ("true", "1")
    folders = {str(folder) for path in inside for folder in PurePosixPath(path).parents} - {".", place}
    shown = [path for path in sorted({*folders, *inside}) if deep or str(PurePosixPath(path).parent) == (place or ".")]
    listed = [_entry(path, inside[path]) if path in inside else _folder(path) for path in shown]
    return web.json_response(listed)


def _folder(path: str) -> dict[str, Any]:
    return {"type": "directory", "oid": "0" * 40, "size": 0, "path": path}


def _entry(path: str, blob: Blob) -> dict[str, Any]:
    lfs = {"lfs": {"oid": blob.sha256, "size": len(blob.content), "pointerSize": 130}} if blob.lfs else {}
    return {"type": "file", "oid": blob.oid, "size": len(blob.content), "path": path, **lfs}


async def _paths(hub: FakeHub, request: web.Request, body: Any) -> web.Response:
    files = hub.repository(request).at(request.match_info["revision"]).files
    if isinstance(body, bytes):
        form = await request.post()
        body = {"paths": [str(path) for path in form.getall("paths", [])]}
    return web.json_response([_entry(path, files[path]) for path in body["paths"] if path in files])


async def _commits(hub: FakeHub, request: web.Request, body: Any) -> web.Response:
    repository = hub.repository(request)
    last = repository.commits.index(repository.at(request.match_info["revision"]))
    listed = [
        {
            "id": commit.oid,
            "title": commit.summary,
            "message": commit.description,
            "authors": [],
            "date": "2026-01-01T00:00:00.000Z",
        }
        for commit in reversed(repository.commits[: last + 1])
    ]
    return web.json_response(listed)


async def _preupload(hub: FakeHub, request: web.Request, body: Any) -> web.Response:
    hub.writer(request, request.match_info["owner"])
    files = hub.repository(request).at(request.match_info["revision"]).files
    answers = []
    for file in body["files"]:
        there = files.get(file["path"])
        mode = upload_mode(file["path"], file["size"])
        oid = {"oid": there.etag} if there else {}
        answers.append({"path": file["path"], "uploadMode": mode, "shouldIgnore": False, **oid})
    return web.json_response({"files": answers})


async def _commit(hub: FakeHub, request: web.Request, body: Any) -> web.Response:
    hub.writer(request, request.match_info["owner"])
    repository = hub.repository(request)
    commit = repository.apply(request.match_info["revision"], body, hub.objects)
    url = f"{hub.url}/datasets/{repository.id}/commit/{commit.oid}"
    return web.json_response({"success": True, "commitOid": commit.oid, "commitUrl": url, "hookOutput": ""})


async def _set_tag(hub: FakeHub, request: web.Request, body: Any) -> web.Response:
    hub.writer(request, request.match_info["owner"])
    repository = hub.repository(request)
    commit = repository.at(request.match_info["revision"])
    if body["tag"] in repository.tags:
        raise Refused(409, "Tag reference exists already")
    repository.tags[body["tag"]] = commit.oid
    return web.json_response({})


async def _drop_tag(hub: FakeHub, request: web.Request, body: Any) -> web.Response:
    hub.writer(request, request.match_info["owner"])
    if hub.repository(request).tags.pop(request.match_info["revision"], None) is None:
        raise Refused(404, "Tag not found", "RevisionNotFound")
    return web.json_response({})


async def _set_branch(hub: FakeHub, request: web.Request, body: Any) -> web.Response:
    hub.writer(request, request.match_info["owner"])
    repository = hub.repository(request)
    start = repository.at((body or {}).get("startingPoint") or "main")
    if repository.branches.setdefault(request.match_info["revision"], start.oid) != start.oid:
        raise Refused(409, "Reference already exists")
    return web.json_response({})


async def _lfs_batch(hub: FakeHub, request: web.Request, body: Any) -> web.Response:
    """Objects that are there already get no action: that is how an interrupted upload goes on."""
    hub.writer(request, request.match_info["owner"])
    hub.repository(request)
    objects = []
    for wanted in body["objects"]:
        href = f"{hub.url}/lfs/{wanted['oid']}"
        action = {} if wanted["oid"] in hub.objects else {"actions": {"upload": {"href": href, "header": {}}}}
        objects.append({"oid": wanted["oid"], "size": wanted["size"], **action})
    return web.json_response({"transfer": "basic", "objects": objects})


async def _put(hub: FakeHub, request: web.Request, body: bytes) -> web.Response:
    if hashlib.sha256(body).hexdigest() != request.match_info["oid"]:
        raise Refused(400, "the content has another sha256")
    hub.objects[request.match_info["oid"]] = body
    return web.Response()


async def _resolve(hub: FakeHub, request: web.Request, body: Any) -> web.StreamResponse:
    commit = hub.repository(request).at(request.match_info["revision"])
    path = request.match_info["path"]
    if path not in commit.files:
        raise Refused(404, "Entry not found", "EntryNotFound")
    blob = commit.files[path]
    size = len(blob.content)
    headers = {"X-Repo-Commit": commit.oid, "ETag": f'"{blob.etag}"', "Accept-Ranges": "bytes"}
    if blob.lfs:
        headers |= {"X-Linked-Etag": f'"{blob.sha256}"', "X-Linked-Size": str(size)}
    wanted = request.http_range
    if wanted.start is None and wanted.stop is None:
        return web.Response(body=blob.content, headers=headers)
    start, stop, _ = wanted.indices(size)
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return web.Response(body=blob.content[start:stop], headers=headers, status=206)


async def _unknown(hub: FakeHub, request: web.Request, body: Any) -> web.Response:
    raise Refused(404, f"the fake Hub does not know {request.method} {request.path}")


ROUTES: tuple[tuple[str, str, str, Handler], ...] = (
    ("GET", "/api/whoami-v2", "whoami", _whoami),
    ("POST", "/api/repos/create", "create", _create),
    ("POST", "/api/validate-yaml", "validate_yaml", _validate_yaml),
    ("GET", REPO, "info", _info),
    ("GET", f"{REPO}/revision/{{revision}}", "info", _info),
    ("GET", f"{REPO}/refs", "refs", _refs),
    ("GET", f"{REPO}/tree/{{revision}}", "tree", _tree),
    ("GET", f"{REPO}/tree/{{revision}}/{{path:.*}}", "tree", _tree),
    ("POST", f"{REPO}/paths-info/{{revision}}", "paths", _paths),
    ("GET", f"{REPO}/commits/{{revision}}", "commits", _commits),
    ("POST", f"{REPO}/preupload/{{revision}}", "preupload", _preupload),
    ("POST", f"{REPO}/commit/{{revision}}", "commit", _commit),
    ("POST", f"{REPO}/tag/{{revision}}", "tag", _set_tag),
    ("DELETE", f"{REPO}/tag/{{revision}}", "tag", _drop_tag),
    ("POST", f"{REPO}/branch/{{revision}}", "branch", _set_branch),
    ("POST", f"{FILES}.git/info/lfs/objects/batch", "lfs", _lfs_batch),
    ("PUT", "/lfs/{oid}", "put", _put),
    ("GET", f"{FILES}/resolve/{{revision}}/{{path:.*}}", "resolve", _resolve),
    ("HEAD", f"{FILES}/resolve/{{revision}}/{{path:.*}}", "resolve", _resolve),
)
"""Method, path, kind in the log, function."""
