import gzip
import random
from pathlib import Path

import pytest

from films.importers import csvfile
from films.importers.csvfile import CsvFile, find_csv, shown
from films.importers.records import Reject, SourceError


def write(directory: Path, content: bytes, name: str = "a.csv") -> Path:
    path = directory / name
    path.write_bytes(content)
    return path


def read(path: Path) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]]]:
    """Rows and rejects, each with its line."""
    rejects: list[Reject] = []
    rows = [(row.line, list(row.cells.values())) for row in CsvFile(path, ["x", "y"], rejects).rows()]
    return rows, [(reject.line, reject.reason) for reject in rejects]


def fault(path: Path) -> str:
    with pytest.raises(SourceError) as raised:
        CsvFile(path, ["x", "y"], [])
    return str(raised.value)


def test_csv_file_plain(tmp_path):
    assert read(write(tmp_path, b"x,y\n1,2\n3,4\n")) == ([(2, ["1", "2"]), (3, ["3", "4"])], [])


def test_csv_file_gzipped(tmp_path):
    path = write(tmp_path, gzip.compress(b"x,y\n1,2\n"), "a.csv.gz")
    assert read(path) == ([(2, ["1", "2"])], [])


def test_csv_file_gzip_in_several_members(tmp_path):
    path = write(tmp_path, gzip.compress(b"x,y\n1,") + gzip.compress(b"2\n"), "a.csv.gz")
    assert read(path) == ([(2, ["1", "2"])], [])


def test_csv_file_byte_order_mark_and_crlf(tmp_path):
    assert read(write(tmp_path, b"\xef\xbb\xbfx,y\r\n1,2\r\n")) == ([(2, ["1", "2"])], [])


def test_csv_file_last_line_without_end(tmp_path):
    assert read(write(tmp_path, b"x,y\n1,2")) == ([(2, ["1", "2"])], [])


def test_csv_file_blank_lines_are_nothing(tmp_path):
    assert read(write(tmp_path, b"x,y\n\n1,2\n\r\n3,4\n\n")) == ([(3, ["1", "2"]), (5, ["3", "4"])], [])


def test_csv_file_line_of_a_row_is_its_first(tmp_path):
    content = b'x,y\n"1\n1",2\n"3\n\n3",4\n5,6\n'
    assert read(write(tmp_path, content)) == ([(2, ["1\n1", "2"]), (4, ["3\n\n3", "4"]), (7, ["5", "6"])], [])


def test_csv_file_columns_in_any_order_with_others(tmp_path):
    rejects: list[Reject] = []
    rows = list(CsvFile(write(tmp_path, b"z,y,x\n3,2,1\n"), ["x", "y"], rejects).rows())
    assert [row.cells for row in rows] == [{"z": "3", "y": "2", "x": "1"}]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"1", "1 cells instead of 2"),
        (b"1,2,3", "3 cells instead of 2"),
        (b"1,2\x00", "y: holds a NUL character"),
        (b"1,caf\xe9", "y: is not UTF-8"),
        (b"\xed\xa0\x80,2", "x: is not UTF-8"),
        (b'"1"1,2', "not readable as CSV: ',' expected after '\"'"),
    ],
)
def test_csv_file_bad_row(tmp_path, row, reason):
    path = write(tmp_path, b"x,y\n5,6\n" + row + b"\n7,8\n")
    assert read(path) == ([(2, ["5", "6"]), (4, ["7", "8"])], [(3, reason)])


def test_csv_file_stray_quotation_mark_costs_one_row(tmp_path):
    path = write(tmp_path, b'x,y\n1,"2\n3,"4"\n5,"6"\n7,8\n')
    rows, rejects = read(path)
    assert rows == [(3, ["3", "4"]), (4, ["5", "6"]), (5, ["7", "8"])]
    assert rejects == [(2, "not readable as CSV: ',' expected after '\"'")]


def test_csv_file_quotation_mark_open_to_the_end_costs_one_row(tmp_path):
    rows, rejects = read(write(tmp_path, b'x,y\n1,"2\n3,4\n5,6\n'))
    assert rows == [(3, ["3", "4"]), (4, ["5", "6"])]
    assert rejects == [(2, "not readable as CSV: unexpected end of data")]


def test_csv_file_quotation_mark_open_for_many_lines_costs_one_row(tmp_path, monkeypatch):
    monkeypatch.setattr(csvfile, "MOST_LINES_IN_A_ROW", 3)
    rows, rejects = read(write(tmp_path, b'x,y\n1,"2\n3,4\n5,6\n7,8\n'))
    assert rows == [(3, ["3", "4"]), (4, ["5", "6"]), (5, ["7", "8"])]
    assert rejects == [(2, "not readable as CSV: a quotation mark is not closed")]


def test_csv_file_cell_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(csvfile, "MOST_IN_A_CELL", 1000)
    rows, rejects = read(write(tmp_path, b"x,y\n1," + b"2" * 1001 + b"\n3," + b"4" * 1000 + b"\n"))
    assert rows == [(3, ["3", "4" * 1000])]
    assert rejects == [(2, "not readable as CSV: field larger than field limit (1000)")]


def test_csv_file_reject_shows_the_row(tmp_path):
    rejects: list[Reject] = []
    path = write(tmp_path, b"x,y\n1\x00,\xe9" + b"2" * 300 + b"\n")
    assert list(CsvFile(path, ["x", "y"], rejects).rows()) == []
    assert rejects == [Reject("a.csv", 2, "x: holds a NUL character", "1␀,?" + "2" * 196 + "…")]


def test_shown_short_row():
    assert shown("1,2\r\n") == "1,2"


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_find_csv(tmp_path, name):
    path = write(tmp_path, b"x", name)
    assert find_csv(tmp_path, "a.csv") == path


def test_find_csv_prefers_the_plain_file(tmp_path):
    write(tmp_path, b"x", "a.csv.gz")
    plain = write(tmp_path, b"x")
    assert find_csv(tmp_path, "a.csv") == plain


def test_find_csv_missing_file(tmp_path):
    with pytest.raises(SourceError) as raised:
        find_csv(tmp_path, "a.csv")
    assert str(raised.value) == f"{tmp_path} holds neither a.csv nor a.csv.gz: put one of them there."


def test_find_csv_missing_directory(tmp_path):
    with pytest.raises(SourceError) as raised:
        find_csv(tmp_path / "no", "a.csv")
    assert str(raised.value) == f"{tmp_path}/no does not exist: name the folder that holds a.csv or a.csv.gz."


def test_find_csv_file_for_directory(tmp_path):
    path = write(tmp_path, b"x")
    with pytest.raises(SourceError) as raised:
        find_csv(path, "a.csv")
    assert str(raised.value) == f"{path} is a file, not a folder: name the folder that holds a.csv or a.csv.gz."


def test_csv_file_missing_columns(tmp_path):
    path = write(tmp_path, b"x,z\n1,2\n")
    expected = f"{path}, line 1: expected one column each named y; the columns are x, z."
    assert fault(path) == expected


def test_csv_file_column_twice(tmp_path):
    path = write(tmp_path, b"x,y,x\n1,2,3\n")
    assert fault(path) == f"{path}, line 1: expected one column each named x; the columns are x, y, x."


def test_csv_file_header_unreadable(tmp_path):
    path = write(tmp_path, b'"x"x,y\n')
    assert fault(path) == f"{path}, line 1: the header is not readable as CSV (',' expected after '\"')."


def test_csv_file_empty(tmp_path):
    path = write(tmp_path, b"")
    assert fault(path) == f"{path} is empty: get it again."


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv"])
def test_csv_file_empty_gzip(tmp_path, name):
    path = write(tmp_path, gzip.compress(b""), name)
    assert fault(path) == f"{path} is empty: get it again."


def test_csv_file_not_gzip(tmp_path):
    path = write(tmp_path, b"x,y\n1,2\n", "a.csv.gz")
    assert fault(path) == f"{path} is not gzip, whatever its name says: pack it, or drop .gz from the name."


@pytest.mark.parametrize("content", [b"\x00\x01\x02\x03", "x,y\n1,2\n".encode("utf-16")])
def test_csv_file_binary(tmp_path, content):
    path = write(tmp_path, content)
    assert fault(path) == f"{path} is not UTF-8 text: save it as CSV in UTF-8."


def test_csv_file_unreadable(tmp_path):
    (tmp_path / "a.csv").mkdir()
    assert fault(tmp_path / "a.csv") == f"{tmp_path}/a.csv cannot be read: Is a directory."


def test_csv_file_gzip_truncated(tmp_path):
    noise = random.Random(1).randbytes(3_000_000).hex().encode()
    packed = gzip.compress(b"x,y\n1," + noise + b"\n")
    path = write(tmp_path, packed[:-1000], "a.csv.gz")
    assert fault(path) == f"{path} is cut off before its end: get it again."


def test_csv_file_gzip_trailer_missing(tmp_path):
    path = write(tmp_path, gzip.compress(b"x,y\n1,2\n")[:-8], "a.csv.gz")
    assert fault(path) == f"{path} is cut off before its end: get it again."


def test_csv_file_gzip_checksum_wrong(tmp_path):
    packed = bytearray(gzip.compress(b"x,y\n1,2\n"))
    packed[-8] ^= 1
    path = write(tmp_path, bytes(packed), "a.csv.gz")
    message = fault(path)
    assert message.startswith(f"{path} is damaged (CRC check failed")
    assert message.endswith("): get it again.")


def test_csv_file_gzip_damaged_inside(tmp_path):
    packed = bytearray(gzip.compress(b"x,y\n" + b"1,2\n" * 100))
    packed[10] = 0xFF
    path = write(tmp_path, bytes(packed), "a.csv.gz")
    assert fault(path).startswith(f"{path} is damaged (Error -3 while decompressing data")


def test_csv_file_gzip_bomb(tmp_path, monkeypatch):
    monkeypatch.setattr(csvfile, "ALWAYS_UNPACKED", 1 << 20)
    packed = gzip.compress(b"x,y\n" + b"1,2\n" * 2_000_000)
    assert len(packed) * csvfile.MOST_PACKED_TIMES < 8_000_000
    path = write(tmp_path, packed, "a.csv.gz")
    most = max(1 << 20, 200 * len(packed))
    assert fault(path) == f"{path} has more than {most:,} bytes unpacked: that is no film data."


def test_csv_file_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(csvfile, "MOST_BYTES", 7)
    path = write(tmp_path, b"x,y\n1,2\n")
    assert fault(path) == f"{path} has more than 7 bytes unpacked: that is no film data."


def test_csv_file_without_line_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(csvfile, "MOST_IN_A_CELL", 1000)
    monkeypatch.setattr(csvfile, "CHUNK", 1000)
    path = write(tmp_path, b"x" * 10_000)
    assert fault(path) == f"{path} has lines of over 5,000 bytes: that is no CSV file."


def test_csv_file_cut_off_while_read(tmp_path):
    """Replaced by a shorter one between the check and the reading."""
    noise = random.Random(1).randbytes(1_000_000).hex().encode()
    path = write(tmp_path, gzip.compress(b"x,y\n" + noise + b",2\n"), "a.csv.gz")
    file = CsvFile(path, ["x", "y"], [])
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(SourceError) as raised:
        list(file.rows())
    assert str(raised.value) == f"{path} is cut off before its end: get it again."
