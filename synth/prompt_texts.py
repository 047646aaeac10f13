"""The text of a prompt that was used, found again by its id and held against its hash."""

from collections.abc import Iterable
from pathlib import Path

from schemas.errors import UserError
from synth.prompting import FILE_SUFFIXES, FOLDER, known_prompts, parse_prompt


def prompt_text(prompt_id: str, digest: str, paths: Iterable[str] = ()) -> str | None:
    """A template's text, if it still is the one that was used.

    Args:
        prompt_id: of a shipped prompt, or the name of a user's file, as provenance has it.
        digest: its hash there.
        paths: where a user's files may be: what the recipe says.

    Returns:
        The text with line ends as the hash takes them; None if it has changed or is not there any more.
    """
    shipped = [FOLDER / f"{prompt_id}.md"] if prompt_id in known_prompts() else []
    own = [Path(path) for path in paths if path.endswith(FILE_SUFFIXES) and Path(path).name == prompt_id]
    for path in (*shipped, *own):
        try:
            text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
            if parse_prompt(prompt_id, text, str(path)).hash == digest:
                return text
        except (OSError, UnicodeDecodeError, UserError):
            continue
    return None
