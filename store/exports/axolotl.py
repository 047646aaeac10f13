"""Axolotl (0.19): `type: chat_template` over a `messages` column."""

from store.exports.format import Format
from store.exports.trl import messages, messages_fault, messages_schema

_USAGE = """```yaml
datasets:
  - path: {folder}
    split: {train}
    type: chat_template
    field_messages: messages
test_datasets: [{path: {folder}, split: {validation}, type: chat_template, field_messages: messages}]
```"""

FORMATS = (
    Format(
        name="axolotl",
        title="Axolotl, type chat_template: messages, loss on the assistant's turns",
        kind="sft",
        schema=messages_schema,
        row=messages,
        check=messages_fault,
        usage=_USAGE,
    ),
)
