"""Pushes that must not happen, each with its sentence; and a Hub in trouble."""

from pathlib import Path

import pytest

from store.fake_hub import FakeHub, Repository
from tests.hub.pushing import Pusher
from tests.hub.test_push import add_version
from tests.pipelines.exporting import dataset, row


@pytest.mark.parametrize(
    ("repository", "token", "words"),
    [
        ("team/toy", "hf_wrong", ("does not accept the token", "HF_TOKEN", "hf auth login")),
        ("team/toy", "", ("needs a token", "HF_TOKEN", "hf auth login")),
        ("team/toy", "hf_reader", ("the token of reader may only read",)),
        ("team/toy", "hf_other", ("may not write there", "namespace team")),
        ("toy", "hf_rehearsal", ("'toy' is no repository's name", "owner/name")),
    ],
)
def test_who_may_not_push_is_told_why(
    pushes: Pusher, root: Path, repository: str, token: str, words: tuple[str, ...]
) -> None:
    said = pushes.refusal(root, repository, token=token)
    assert all(word in said for word in words), said
    assert not token or token == "hf_rehearsal" or token not in said


def test_a_private_repository_is_made_private(hub: FakeHub, pushes: Pusher, root: Path) -> None:
    assert pushes.push(root, "team/secret", private=True)["private"] is True
    assert hub.repositories["team/secret"].private
    assert [call.body.get("visibility") for call in hub.calls if call.kind == "create"][-1] == "private"
    assert pushes.push(root, "team/secret")["outcome"] == "unchanged"


def test_private_rows_do_not_go_to_a_public_repository(hub: FakeHub, pushes: Pusher, root: Path) -> None:
    hub.repositories["team/open"] = Repository("team/open")
    assert "the repository is public" in pushes.refusal(root, "team/open", private=True)
    assert len(hub.repositories["team/open"].commits) == 1


def test_what_others_put_there_is_not_overwritten(hub: FakeHub, pushes: Pusher, root: Path) -> None:
    taken = hub.repositories["team/taken"] = Repository("team/taken")
    taken.apply("main", [{"key": "file", "value": {"path": "README.md", "content": "bWluZQ=="}}], {})
    assert "no push of ours put there: README.md" in pushes.refusal(root, "team/taken")
    assert pushes.push(root, "team/taken", force=True)["outcome"] == "pushed"
    assert taken.at("main").files["README.md"].content != b"mine"


def test_a_tag_of_other_rows_is_not_moved(hub: FakeHub, pushes: Pusher, root: Path, tmp_path: Path) -> None:
    first = pushes.push(root, "team/tagged")
    dataset(tmp_path, [row(number) for number in range(9)])
    assert "its tag v0 names other rows" in pushes.refusal(tmp_path, "team/tagged")
    assert hub.repositories["team/tagged"].tags == {"v0": first["commit"]}
    moved = pushes.push(tmp_path, "team/tagged", force=True)
    assert hub.repositories["team/tagged"].tags == {"v0": moved["commit"]}


def test_an_older_version_does_not_take_main_back(hub: FakeHub, pushes: Pusher, tmp_path: Path) -> None:
    dataset(tmp_path, [row(number) for number in range(9)])
    add_version(tmp_path, 12)
    pushes.push(tmp_path, "team/back")
    assert "version 0 would take it back" in pushes.refusal(tmp_path, "team/back", version=0)
    assert pushes.push(tmp_path, "team/back", version=0, force=True)["tag"] == "v0"


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("commit", 412, ("somebody else has changed the repository", "Run the same command again")),
        ("commit", 500, ("the Hub is in trouble (HTTP 500)", "Run the same command again")),
        ("create", 402, ("asks for payment",)),
        ("whoami", 429, ("asks to slow down",)),
        ("tag", 404, ("there is no such repository",)),
    ],
)
def test_a_hub_in_trouble_is_a_sentence_and_the_next_push_heals(
    hub: FakeHub, pushes: Pusher, root: Path, kind: str, status: int, words: tuple[str, ...]
) -> None:
    repository = f"team/trouble-{kind}-{status}"
    hub.fail[kind] = status
    said = pushes.refusal(root, repository)
    assert all(word in said for word in words), said
    result = pushes.push(root, repository)
    assert result["outcome"] == ("tagged" if kind == "tag" else "pushed")
    assert len(hub.repositories[repository].commits) == 2
    assert hub.repositories[repository].tags == {"v0": result["commit"]}


def test_no_hub_at_all_is_a_sentence(root: Path, tmp_path: Path) -> None:
    from tests.hub.pushing import pusher

    with pusher("http://127.0.0.1:9", tmp_path) as child:
        assert "the Hub cannot be reached" in child.refusal(root, "team/nowhere")
