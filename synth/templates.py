"""A prompt file's text, taken apart into compiled message blocks.

Blocks are opened by a line such as `--- system ---`. What stands above the first such line is a note for people and is
never sent. Blocks are Jinja, compiled once, in its sandbox and without a loader: a prompt is one file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from schemas.errors import UserError
from schemas.validation import unknown_value

SEPARATOR = re.compile(r"^---[ \t]*(\w+)[ \t]*---[ \t]*$", re.MULTILINE)
"""The line that opens a message block."""

ROLES = ("system", "user", "assistant")
"""Roles a block may have."""

ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False
)
"""Prompts are plain text, hence no escaping; a name without a value is an error, never an empty string."""

ELSEWHERE = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
"""Syntax that reaches for other files."""


@dataclass(frozen=True, slots=True)
class Block:
    """One message of a template."""

    role: str
    """`system`, `user` or `assistant`."""
    line: int
    """Line of the file on which the block's text begins, from 1."""
    tree: nodes.Template
    """Its syntax tree."""
    template: Template
    """Its compiled form."""
    globals: Mapping[str, object]
    """The names every template may use, as one mapping: Jinja would copy them for every message."""

    @property
    def variables(self) -> frozenset[str]:
        """Every name the block reads."""
        return frozenset(meta.find_undeclared_variables(self.tree))

    @property
    def optional(self) -> frozenset[str]:
        """Names it can do without, because it asks `is defined` of them."""
        tests = (test.node for test in self.tree.find_all(nodes.Test) if test.name == "defined")
        return frozenset(node.name for node in tests if isinstance(node, nodes.Name))

    def lines_of(self, name: str) -> Iterator[int]:
        """Lines of the file on which `name` is read."""
        return (self.line + node.lineno - 1 for node in self.tree.find_all(nodes.Name) if node.name == name)

    def render(self, values: Mapping[str, object], where: str) -> str:
        """The message's text; a UserError naming file and line when the template fails."""
        context = self.template.new_context({**self.globals, **values}, shared=True)
        try:
            return "".join(self.template.root_render_func(context))
        except Exception:
            return self._explained(values, where)

    def _explained(self, values: Mapping[str, object], where: str) -> str:
        """The same by Jinja's own way, which makes tracebacks point at the template's lines."""
        try:
            return self.template.render(values)
        except Exception as error:  # a template can fail in any way Python can
            line = self.line + _failing_line(error) - 1
            raise UserError(f"this prompt cannot be rendered: {error}", where=f"{where}, line {line}") from error


def parse_blocks(text: str, where: str) -> tuple[Block, ...]:
    """The message blocks of a template's text; `where` names its file in errors.

    Raises:
        UserError: naming file and line of an unknown role or a syntax error.
    """
    marks = list(SEPARATOR.finditer(text))
    if not marks:
        raise UserError("no message in this prompt", where=where, fix="Open one with a line '--- user ---'.")
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return tuple(_block(mark, text, end, where) for mark, end in zip(marks, ends, strict=True))


def _block(mark: re.Match[str], text: str, end: int, where: str) -> Block:
    role = mark.group(1)
    line = text.count("\n", 0, mark.start()) + 1
    if role not in ROLES:
        raise unknown_value("role", role, ROLES, where=f"{where}, line {line}")
    raw = text[mark.end() : end]
    source = raw.strip("\n")
    return _compile(role, line + len(raw) - len(raw.lstrip("\n")), source, where)


def _compile(role: str, line: int, source: str, where: str) -> Block:
    try:
        tree = ENVIRONMENT.parse(source)
        template = ENVIRONMENT.from_string(source)
    except TemplateSyntaxError as error:
        place = f"{where}, line {line + error.lineno - 1}"
        raise UserError(f"not a valid template: {error.message}", where=place) from error
    for found in tree.find_all(ELSEWHERE):
        place = f"{where}, line {line + found.lineno - 1}"
        raise UserError("a prompt is one file and cannot include others", where=place)
    return Block(role, line, tree, template, dict(template.globals))


def _failing_line(error: Exception) -> int:
    """Line of the template where rendering failed; Jinja rewrites tracebacks to point there."""
    line = 1
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
