"""A push: one version of a dataset, in one or more formats, to a repository on the Hub in one commit under one tag.

Everything is made and checked beside the dataset first. Nothing is visible on the Hub before the commit; the tag
follows when the Hub lists what was sent. A push that died anywhere is pushed again: exports that are finished and files
that arrived are not made or sent twice, and a commit that is there only gets its tag.
"""

import hashlib
import json
from importlib.metadata import version as installed_version
from typing import Any

from pipelines.push_card import push_facts
from pipelines.push_plan import (
    PushOptions,
    PushResult,
    PushWatch,
    Unwatched,
    export_key,
    formats_of,
    request_digest,
    tag_of,
)
from pipelines.push_prompts import used_prompts
from pipelines.push_staging import StagedExport, clear_staging, lock_file, stage_export
from schemas.errors import UserError
from store.card import render_card
from store.dataset import Dataset, View
from store.hub_repository import (
    MANIFEST,
    HubRepository,
    HubState,
    PushFile,
    checked_repository,
    open_repository,
)
from store.lock import locked

OVER = "Push to another repository, or push over it with --force."


def push_dataset(dataset: Dataset, options: PushOptions, watch: PushWatch | None = None) -> PushResult:
    """Push a version, unless the Hub has it.

    Raises:
        UserError: no such dataset, version or format; no token or one that may not write; a repository that holds
            other things than this dataset; the Hub or the disk refuses. Nothing of the version is visible then.
    """
    watch = watch or Unwatched()
    checked_repository(options.repository)
    view = dataset.read(options.version)
    with locked(lock_file(dataset), f"push-to-{options.repository.replace('/', '-')}"):
        clear_staging(dataset, options, keep=view.version)
        result = _push(dataset, view, options, watch)
        if not options.dry_run:
            clear_staging(dataset, options)
    return result


def _push(dataset: Dataset, view: View, options: PushOptions, watch: PushWatch) -> PushResult:
    formats = formats_of(options)
    request = request_digest([export_key(view, made.name, options) for made in formats], options)
    hub = None if options.dry_run else open_repository(options.repository)
    state = hub.state() if hub else None
    if hub and state:
        _refuse_strange(hub, state, view, options)
        if done := _nothing_to_do(hub, state, view, request, options):
            return done
        _refuse_older(hub, state, view, options)
    exports = []
    for made in formats:
        watch.say(f"exporting {made.name}")
        exports.append(stage_export(dataset, view, made, options))
    files, card = _files(view, exports, request, options)
    if hub is None:
        return _result(view, options, exports, files, outcome="dry_run", card=card)
    return _send(hub, state, view, exports, files, options, watch)


def _refuse_strange(hub: HubRepository, state: HubState, view: View, options: PushOptions) -> None:
    """Before anything is made: what the user would be sorry for."""
    if options.private and not state.private:
        fix = "Make it private in its settings on the Hub, or push without --private."
        raise UserError("the repository is public, and --private cannot change that", where=hub.place, fix=fix)
    if options.force:
        return
    if state.manifest is None and state.strange:
        what = f"it holds files that no push of ours put there: {', '.join(state.strange[:5])}"
        raise UserError(what, where=hub.place, fix=OVER)
    if state.manifest and state.manifest.get("dataset") != view.name:
        raise UserError(f"it holds the dataset {state.manifest.get('dataset')}", where=hub.place, fix=OVER)
    tag = tag_of(view)
    tagged = hub.manifest(state.tags[tag]) if tag in state.tags else None
    if tag in state.tags and (tagged or {}).get("content_digest") != view.info.content_digest:
        what = f"its tag {tag} names other rows than version {view.version} of {view.name} here"
        raise UserError(what, where=hub.place, fix=OVER)


def _refuse_older(hub: HubRepository, state: HubState, view: View, options: PushOptions) -> None:
    newest = (state.manifest or {}).get("version", -1)
    if newest > view.version and not options.force:
        what = f"its main branch holds version {newest}; pushing version {view.version} would take it back"
        raise UserError(what, where=hub.place, fix="Push the newest version, or go back with --force.")


def _nothing_to_do(
    hub: HubRepository, state: HubState, view: View, request: str | None, options: PushOptions
) -> PushResult | None:
    """The result, if the version is there as it would be pushed; a tag that is missing is set."""
    if request is None or options.force:
        return None
    tag = tag_of(view)
    tagged = state.tags.get(tag)
    at = tagged or state.head
    manifest = state.manifest if at == state.head else hub.manifest(at)
    if (manifest or {}).get("request") != request:
        return None
    if tagged is None:
        hub.tag(tag, at, move=False)
    return _present(hub, state, view, options, at, tagged is None)


def _send(
    hub: HubRepository,
    state: HubState | None,
    view: View,
    exports: list[StagedExport],
    files: list[PushFile],
    options: PushOptions,
    watch: PushWatch,
) -> PushResult:
    if state is None:
        watch.say(f"creating {options.repository}")
        hub.create(private=options.private)
        state = hub.state()
    if state is None:
        raise UserError("it was made, and cannot be seen", where=hub.place, fix="Check the token's rights.")
    tag = tag_of(view)
    before = {file["path"]: file["sha256"] for file in (state.manifest or {}).get("files", ())}
    now = {file.path: file.sha256 for file in files}
    gone = sorted((before.keys() - now.keys()) & state.files)
    changed = [path for path, sha256 in now.items() if before.get(path) != sha256 and path != MANIFEST]
    if before and not changed and not gone and not options.force and state.tags.get(tag, state.head) == state.head:
        if tag not in state.tags:
            hub.tag(tag, state.head, move=False)
        return _present(hub, state, view, options, state.head, tag not in state.tags)
    watch.begin(len(files), sum(file.size for file in files))
    watch.say("uploading")
    digest = view.info.content_digest or ""
    rows = [f"- {export.name}: {export.result.rows}" for export in exports]
    title = f"{view.name} {tag}, content {digest}"
    text = "\n".join([f"Version {view.version} of {view.name}, pushed by forethought.", "", *rows])
    commit = hub.commit(files, gone, state.head, title, text, watch.arrived)
    watch.say("checking")
    hub.check(commit, files)
    if state.tags.get(tag) != commit:
        hub.tag(tag, commit, move=tag in state.tags)
    return _result(
        view,
        options,
        exports,
        files,
        outcome="pushed",
        url=hub.url,
        commit=commit,
        private=state.private,
        removed=gone,
    )


def _files(
    view: View, exports: list[StagedExport], request: str | None, options: PushOptions
) -> tuple[list[PushFile], str]:
    """All files of the push, in order, the manifest last; and the card's text."""
    prompts = used_prompts(view)
    card = render_card(push_facts(options.repository, tag_of(view), exports, prompts))
    texts = {prompt.path: prompt.text for prompt in prompts if prompt.path and prompt.text is not None}
    files = [_file("README.md", card), *(file for export in exports for file in export.files())]
    files += [_file(path, text) for path, text in sorted(texts.items())]
    manifest = {
        "dataset": view.name,
        "version": view.version,
        "content_digest": view.info.content_digest,
        "recipe_digest": view.info.recipe_digest,
        "code_version": installed_version("forethought"),
        "request": request,
        "configs": {export.name: export.result.rows for export in exports},
        "files": [{"path": file.path, "size": file.size, "sha256": file.sha256} for file in files],
    }
    return [*files, _file(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")], card


def _file(path: str, text: str) -> PushFile:
    content = text.encode()
    return PushFile(path, len(content), hashlib.sha256(content).hexdigest(), content)


def _present(
    hub: HubRepository, state: HubState, view: View, options: PushOptions, commit: str, fresh_tag: bool
) -> PushResult:
    return PushResult(
        name=view.name,
        version=view.version,
        repository=options.repository,
        outcome="tagged" if fresh_tag else "unchanged",
        tag=tag_of(view),
        content_digest=view.info.content_digest or "",
        url=hub.url,
        commit=commit,
        private=state.private,
    )


def _result(
    view: View, options: PushOptions, exports: list[StagedExport], files: list[PushFile], **told: Any
) -> PushResult:
    notes = _shared_notes(exports)
    facts = exports[0].facts
    notes += [] if facts.licence else ["The card states no licence; dataset.licence in the recipe gives one."]
    notes += [] if facts.languages else ["The card states no language; dataset.languages in the recipe gives them."]
    return PushResult(
        name=view.name,
        version=view.version,
        repository=options.repository,
        tag=tag_of(view),
        content_digest=view.info.content_digest or "",
        rows={export.name: export.result.rows for export in exports},
        files=[{"path": file.path, "size": file.size, "sha256": file.sha256} for file in files],
        notes=notes,
        **told,
    )


def _shared_notes(exports: list[StagedExport]) -> list[str]:
    """What the exports say, each once, with the formats that it is of unless it is of all."""
    notes: dict[str, list[str]] = {}
    for export in exports:
        for note in export.result.notes:
            notes.setdefault(note, []).append(export.name)
    return [note if len(names) == len(exports) else f"{', '.join(names)}: {note}" for note, names in notes.items()]
