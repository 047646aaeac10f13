"""A Hugging Face Hub on loopback that keeps everything in memory: for tests, and to rehearse a push without a network.

It speaks the protocol of dataset repositories as `huggingface_hub` and `datasets` use it: creation, preupload, LFS,
commits, tags, branches, trees, downloads with ranges. It knows no Xet, pull requests, models or spaces.
"""

from store.fake_hub.repository import Repository
from store.fake_hub.server import Call, FakeHub, HubUser

__all__ = ["Call", "FakeHub", "HubUser", "Repository"]
