"""One dataset repository of the fake Hub: commits, refs and blobs, with git's own object ids."""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

MAIN = "main"
"""The branch every repository begins with."""
LFS_SUFFIXES = (".parquet", ".arrow", ".gz", ".zip", ".zst", ".bin", ".npz")
"""What the Hub's own `.gitattributes` sends to LFS, by the endings that matter here."""
LFS_BYTES = 10_000_000
"""Larger files go to LFS whatever their name."""
ATTRIBUTES = "".join(f"*{suffix} filter=lfs diff=lfs merge=lfs -text\n" for suffix in LFS_SUFFIXES).encode()


class Refused(Exception):  # noqa: N818  (an answer, as the Hub gives it)
    """An answer with an error status; `code` goes into `X-Error-Code`."""

    def __init__(self, status: int, message: str, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Blob:
    """The content of one file."""

    content: bytes
    lfs: bool

    @property
    def sha256(self) -> str:
        """As LFS names it."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def oid(self) -> str:
        """As git names it; of an LFS file the pointer's."""
        data = self.content
        if self.lfs:
            lines = ("version https://git-lfs.github.com/spec/v1", f"oid sha256:{self.sha256}", f"size {len(data)}")
            data = "".join(f"{line}\n" for line in lines).encode()
        return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()

    @property
    def etag(self) -> str:
        """What preupload and downloads tell files apart by."""
        return self.sha256 if self.lfs else self.oid


@dataclass(frozen=True, slots=True)
class Commit:
    """One state of all files."""

    oid: str
    summary: str
    description: str
    files: Mapping[str, Blob]


@dataclass(slots=True)
class Repository:
    """`owner/name`; begins with a commit of `.gitattributes`, as on the Hub."""

    id: str
    private: bool = False
    commits: list[Commit] = field(default_factory=list)
    """Oldest first."""
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    """Name to commit."""

    def __post_init__(self) -> None:
        self._add(MAIN, "initial commit", "", {".gitattributes": Blob(ATTRIBUTES, False)})

    def at(self, revision: str) -> Commit:
        """The commit of a branch, a tag or a commit id.

        Raises:
            Refused: 404, there is none.
        """
        oid = self.branches.get(revision) or self.tags.get(revision) or revision
        for commit in self.commits:
            if commit.oid == oid or (len(oid) >= 7 and commit.oid.startswith(oid)):
                return commit
        raise Refused(404, f"Invalid rev id: {revision}", "RevisionNotFound")

    def apply(self, branch: str, lines: Iterable[Mapping[str, Any]], stored: Mapping[str, bytes]) -> Commit:
        """A commit from the lines that a client sends; `stored` are the LFS objects that were uploaded.

        Raises:
            Refused: the branch has moved, a deleted file is not there, or an LFS object is missing.
        """
        header: Mapping[str, Any] = {}
        head = self.at(branch)
        files = dict(head.files)
        for line in lines:
            key, value = line["key"], line["value"]
            if key == "header":
                header = value
            else:
                _change(files, key, value, stored)
        if header.get("parentCommit") not in (None, head.oid):
            raise Refused(412, "A commit has happened since. Please refresh and try again.")
        return self._add(branch, header.get("summary", ""), header.get("description", ""), files)

    def _add(self, branch: str, summary: str, description: str, files: Mapping[str, Blob]) -> Commit:
        tree = json.dumps([self.branches.get(branch), summary, [(path, files[path].oid) for path in sorted(files)]])
        oid = hashlib.sha1(f"{self.id}{len(self.commits)}{tree}".encode()).hexdigest()
        commit = Commit(oid, summary, description, files)
        self.commits.append(commit)
        self.branches[branch] = oid
        return commit


def upload_mode(path: str, size: int) -> str:
    """Whether a file goes to LFS or into git."""
    return "lfs" if path.endswith(LFS_SUFFIXES) or size > LFS_BYTES else "regular"


def _change(files: dict[str, Blob], key: str, value: Mapping[str, Any], stored: Mapping[str, bytes]) -> None:
    path = value["path"]
    if key == "file":
        files[path] = Blob(base64.b64decode(value["content"]), False)
    elif key == "lfsFile":
        if value["oid"] not in stored:
            raise Refused(400, f"LFS pointer pointed to a file that does not exist: {path}")
        files[path] = Blob(stored[value["oid"]], True)
    elif key == "deletedFile":
        if path not in files:
            raise Refused(404, "A file with this name doesn't exist", "EntryNotFound")
        del files[path]
    elif key == "deletedFolder":
        for name in [name for name in files if name.startswith(f"{path.rstrip('/')}/")]:
            del files[name]
    else:
        raise Refused(400, f"unknown operation: {key}")
