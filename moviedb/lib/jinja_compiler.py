"""Jinja2 with less to do at run time: the same templates, the same output, a third of the time.

A film page has 650 values and calls 200 functions and macros. Jinja2 looks at each call for decorators that only a
few functions have, sorts every macro's arguments by name, makes each value a `Markup` before joining them as
plain text, and hands it up through the generators of block, frame and page, one by one. What is known when a template
is compiled is settled then.
"""

from collections.abc import Callable, MutableMapping
from keyword import iskeyword
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.runtime import Macro
from jinja2.utils import missing

# The part of `escape` that is written in C; `escape` itself wraps its result in a Markup at eight times the price.
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]


class Html(Markup):
    """What a macro wrote. Markup's own constructor looks for `__html__` first, which no macro's text has."""

    __slots__ = ()
    __new__ = str.__new__  # type: ignore[assignment]


def to_html(value: Any) -> str:
    """What `escape` gives, as a plain str: a page has a thousand values, and is joined from plain ones anyway."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    if kind is Html or kind is Markup:
        return value  # type: ignore[no-any-return]
    return str(value) if kind is int or kind is float else escape(value)


def plain_macro(function: Callable[..., str], macro: Macro) -> Callable[..., str]:
    """The macro as a function of its positional arguments; what else it may be called with is left to Jinja2."""
    if macro.caller or macro.catch_kwargs or macro.catch_varargs:
        return macro
    most = len(macro.arguments)
    absent = (missing,) * most

    def call(*arguments: Any, **named: Any) -> str:
        if named or len(arguments) > most:
            return macro(*arguments, **named)
        return Html(function(*arguments, *absent[len(arguments) :]))  # type: ignore[no-any-return]

    return call


class PageGenerator(CodeGenerator):
    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("to_html = environment.to_html")

    def enter_frame(self, frame: Frame) -> None:
        """A page and its blocks gather what they write, as macros do, and hand it on whole."""
        super().enter_frame(frame)
        if frame.rootlevel or frame.block_frame:
            self.buffer(frame)

    def leave_frame(self, frame: Frame, with_python_scope: bool = False) -> None:
        super().leave_frame(frame, with_python_scope)
        if frame.rootlevel or frame.block_frame:
            self.writeline(f"yield concat({frame.buffer})")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("to_html(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        self.write("environment.plain_macro(macro, ")
        super().macro_def(macro_ref, frame)
        self.write(")")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        named = [keyword.key for keyword in node.kwargs]
        if node.dyn_args or node.dyn_kwargs or any(map(iskeyword, named)) or self._asks_for_context(node.node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in [*node.args, *node.kwargs]:
            self.visit(argument, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def _asks_for_context(self, called: nodes.Expr) -> bool:
        """Whether it is a global decorated with `pass_context` or the like."""
        return isinstance(called, nodes.Name) and hasattr(self.environment.globals.get(called.name), "jinja_pass_arg")

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:
        """Nothing, where there is no else: an undefined value would be asked for its text, which is none."""
        super().visit_CondExpr(nodes.CondExpr(node.test, node.expr1, node.expr2 or nodes.Const("")), frame)


class PageEnvironment(Environment):
    code_generator_class = PageGenerator
    to_html = staticmethod(to_html)
    plain_macro = staticmethod(plain_macro)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One dict, where Jinja2 chains the template's to ours and looks all names up again for each import."""
        return {**self.globals, **d} if d else self.globals
