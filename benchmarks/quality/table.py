"""Tables of what was measured beside its limit."""

from collections.abc import Sequence


def show(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(head), *(len(row[i]) for row in texts), 0) for i, head in enumerate(heads)]
    for line in [list(heads), *texts]:
        # The first column is a name, the others are figures.
        print(line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)))


def conclude(missed: Sequence[str]) -> int:
    """The exit code."""
    print("\nEvery limit is kept." if not missed else "\nMISSED:\n" + "\n".join(f"  {text}" for text in missed))
    return 1 if missed else 0
