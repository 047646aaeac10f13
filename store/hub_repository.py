"""A dataset repository on the Hugging Face Hub, to be pushed to: one commit holds a version, a tag names it."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from schemas.errors import UserError
from store.hub_errors import hub_errors, no_token

REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
"""`owner/name`; a bare name would go to whoever the token belongs to."""
MANIFEST = "forethought.json"
"""What a push wrote into the repository, with digests: how the next push knows what is there."""
HUBS_OWN = frozenset({".gitattributes"})
"""Files that the Hub itself puts into a new repository."""
GROUP_FILES, GROUP_BYTES = 16, 64 << 20
"""Files are uploaded in groups of at most so many, or so many bytes; progress moves with them (our choice)."""

Watch = Callable[[int, int], None]
"""Called with the number of files, and of bytes, that have just arrived."""


@dataclass(frozen=True, slots=True)
class PushFile:
    """One file of a push."""

    path: str
    """In the repository."""
    size: int
    """In bytes."""
    sha256: str
    """Of its bytes, as hex digits."""
    content: Path | bytes
    """Where it is, or what."""


@dataclass(frozen=True, slots=True)
class HubState:
    """What a repository holds at the moment."""

    private: bool
    head: str
    """Commit that the main branch stands at."""
    tags: Mapping[str, str]
    """Name to commit."""
    files: frozenset[str]
    """Paths at the head."""
    manifest: Mapping[str, Any] | None
    """The head's manifest; None if no push of ours made it."""

    @property
    def strange(self) -> list[str]:
        """Files that no push of ours put there."""
        ours = {file["path"] for file in (self.manifest or {}).get("files", ())}
        return sorted(self.files - HUBS_OWN - ours - {MANIFEST})


@dataclass(frozen=True, slots=True)
class HubRepository:
    """`owner/name` as the user of the token sees it."""

    id: str
    """`owner/name`."""
    user: str
    """Whose token it is."""
    api: Any
    """A `huggingface_hub.HfApi`."""

    @property
    def place(self) -> str:
        """How messages name it."""
        return f"hub dataset {self.id}"

    @property
    def url(self) -> str:
        """Its page."""
        return f"{self.api.endpoint}/datasets/{self.id}"

    def state(self) -> HubState | None:
        """What it holds; None if there is no such repository, or none that the token may see."""
        from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError

        with hub_errors(self.place):
            try:
                info = self.api.dataset_info(self.id)
            except GatedRepoError:
                raise
            except RepositoryNotFoundError:
                return None
            tags = {tag.name: tag.target_commit for tag in self.api.list_repo_refs(self.id, repo_type="dataset").tags}
            files = frozenset(self._tree(info.sha))
            manifest = self.manifest(info.sha) if MANIFEST in files else None
        return HubState(bool(info.private), info.sha, tags, files, manifest)

    def manifest(self, revision: str) -> Mapping[str, Any] | None:
        """What the push that made a revision wrote down; None if none of ours made it."""
        from huggingface_hub.errors import EntryNotFoundError

        with hub_errors(self.place), TemporaryDirectory() as folder:
            try:
                path = self.api.hf_hub_download(
                    self.id, MANIFEST, repo_type="dataset", revision=revision, cache_dir=folder
                )
                found = json.loads(Path(path).read_text(encoding="utf-8"))
            except (EntryNotFoundError, ValueError):
                return None
        return found if isinstance(found, dict) and isinstance(found.get("files"), list) else None

    def create(self, *, private: bool) -> None:
        """Make the repository. Without `private` it is as its owner's settings say, which is public for most."""
        with hub_errors(self.place):
            self.api.create_repo(self.id, repo_type="dataset", private=True if private else None, exist_ok=True)

    def commit(
        self, files: Sequence[PushFile], gone: Sequence[str], parent: str, title: str, text: str, watch: Watch
    ) -> str:
        """Upload files, then show them all at once in one commit on the main branch.

        Objects that the Hub already has are not sent again, so an upload that was interrupted goes on.

        Args:
            files: everything the push holds; what is unchanged is left out of the commit by the client.
            gone: paths of an earlier push that this one does not hold.
            parent: the commit that the main branch must still stand at.
            title: first line of the commit message.
            text: the rest of it.
            watch: told what has arrived.

        Returns:
            The id of the commit.

        Raises:
            UserError: the Hub or the network refuses; nothing of it is visible.
        """
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        additions = [CommitOperationAdd(file.path, file.content) for file in files]
        for addition, file in zip(additions, files, strict=True):
            addition.upload_info.sha256 = bytes.fromhex(file.sha256)
        with hub_errors(self.place), _quiet_client():
            for group in _groups(additions):
                self.api.preupload_lfs_files(self.id, group, repo_type="dataset", free_memory=False)
                watch(len(group), sum(addition.upload_info.size for addition in group))
            operations = [*additions, *(CommitOperationDelete(path) for path in gone)]
            made = self.api.create_commit(
                self.id,
                operations,
                commit_message=title,
                commit_description=text,
                repo_type="dataset",
                parent_commit=parent,
            )
        return str(made.oid)

    def check(self, revision: str, files: Sequence[PushFile]) -> None:
        """Hold what the Hub lists for a revision against what was pushed.

        Raises:
            UserError: a file is missing or is another one.
        """
        with hub_errors(self.place):
            there = self._tree(revision)
        for file in files:
            size, sha256 = there.get(file.path, (None, None))
            if size != file.size or sha256 not in (None, file.sha256):
                what = f"{file.path} is not there as it was sent, in commit {revision}"
                raise UserError(what, where=self.place, fix="Push once more with --force.")

    def tag(self, name: str, revision: str, *, move: bool) -> None:
        """Let a tag name a revision; `move` takes it from another one."""
        with hub_errors(self.place):
            if move:
                self.api.delete_tag(self.id, tag=name, repo_type="dataset")
            self.api.create_tag(self.id, tag=name, revision=revision, repo_type="dataset")

    def _tree(self, revision: str) -> dict[str, tuple[int, str | None]]:
        """Path to size and, of LFS files, sha256."""
        from huggingface_hub import RepoFile

        listed = self.api.list_repo_tree(self.id, recursive=True, revision=revision, repo_type="dataset")
        return {
            entry.path: (entry.size, entry.lfs.sha256 if entry.lfs else None)
            for entry in listed
            if isinstance(entry, RepoFile)
        }


def checked_repository(name: str) -> str:
    """The name, once it is one.

    Raises:
        UserError: it is not `owner/name`.
    """
    if not REPOSITORY.fullmatch(name):
        raise UserError(f"'{name}' is no repository's name", fix="Write it as owner/name, e.g. our-team/ppc-gsm8k.")
    return name


def open_repository(name: str) -> HubRepository:
    """The repository, with a token from the environment or the Hub's own login.

    Raises:
        UserError: no token, a wrong one, one that may only read, or no way to the Hub.
    """
    from huggingface_hub import HfApi, get_token

    place = f"hub dataset {checked_repository(name)}"
    token = get_token()
    if not token:
        raise no_token(place)
    api = HfApi(token=token, library_name="forethought")
    with hub_errors(place):
        told = api.whoami()
    role = ((told.get("auth") or {}).get("accessToken") or {}).get("role")
    if role == "read":
        fix = "Take one that may write, from https://huggingface.co/settings/tokens, as HF_TOKEN or by hf auth login."
        raise UserError(f"the token of {told.get('name')} may only read", where=place, fix=fix)
    return HubRepository(name, str(told.get("name")), api)


def _groups(additions: Sequence[Any]) -> Iterator[list[Any]]:
    group: list[Any] = []
    size = 0
    for addition in additions:
        group.append(addition)
        size += addition.upload_info.size
        if len(group) >= GROUP_FILES or size >= GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


@contextmanager
def _quiet_client() -> Iterator[None]:
    """Without the client's own progress bars: the caller shows ours, or none."""
    bars: Any = import_module("huggingface_hub.utils")
    if bars.are_progress_bars_disabled():
        yield
        return
    bars.disable_progress_bars()
    try:
        yield
    finally:
        bars.enable_progress_bars()
