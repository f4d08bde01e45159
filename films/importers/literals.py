"""Cells that hold Python literals, as `repr` writes lists of dicts: turned into JSON without evaluating anything.

`ast.literal_eval` would need a hundred times a cell's size in memory and take minutes for a file of credits.
"""

import json
import re
from ast import literal_eval

from films.importers.cells import BadValue, Cells

# The largest sound cell, the crew of a blockbuster, has a tenth of this.
MOST_LETTERS = 2 << 20
_TOKEN = re.compile(
    r"""(?P<text>'(?:[^'\\\n]|\\.)*+'|"(?:[^"\\\n]|\\.)*+")|(?P<word>\b(?:None|True|False)\b)|(?P<json>\b(?:null|true|false)\b)"""
)
_WORDS = {"None": "null", "True": "true", "False": "false"}


def as_json(cells: Cells, column: str) -> str:
    """A list or dict as JSON; what is no literal at all is left for the JSON parser to refuse."""
    text = cells[column].strip()
    if len(text) > MOST_LETTERS:
        raise BadValue(f"{column}: has {len(text)} letters, at most {MOST_LETTERS} are possible")
    if text in ("None", "False", "nan"):
        return ""
    try:
        return _TOKEN.sub(_converted, text)
    except (ValueError, SyntaxError) as error:
        raise BadValue(f"{column}: is no list as Python writes it ({error})") from error


def _converted(match: re.Match[str]) -> str:
    token = match.group()
    if match.lastgroup == "text":
        body = token[1:-1]
        if '"' not in body and "\\" not in body and body.isprintable():
            return f'"{body}"'
        return json.dumps(literal_eval(token), ensure_ascii=False)
    if match.lastgroup == "json":
        raise ValueError(f"{token} is none of Python's words")
    return _WORDS[token]
