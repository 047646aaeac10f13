"""`forethought datasets` and `forethought versions`: what there is."""

from forethought.commands.options import DEFAULT_ROOT, Json, Name, Root


def datasets(root: Root = None, json: Json = False) -> None:
    """List the datasets under the root, with their newest version."""
    from forethought.listing_view import print_datasets
    from store.dataset import list_datasets

    print_datasets(list_datasets(root or DEFAULT_ROOT), root or DEFAULT_ROOT, as_json=json)


def versions(name: Name, root: Root = None, json: Json = False) -> None:
    """List a dataset's versions, newest first: when, what was accepted, what it cost."""
    from forethought.listing_view import print_versions
    from store.dataset import Dataset

    print_versions(Dataset.at(root or DEFAULT_ROOT, name), as_json=json)
