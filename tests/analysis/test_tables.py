"""Files into columns: the same table from every format, and problems with their place."""

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from openpyxl import Workbook

from bothways.analysis.readers import READERS
from bothways.analysis.tables import Table, read_table
from bothways.core.errors import Refused

NAN = float("nan")
TEXT = "school,y,z,n\nÅs,1.5,0,1\nb c,,1,2\n,-2,0,10\n"


def as_csv(path: Path) -> None:
    path.write_text(TEXT, encoding="utf-8")


def as_semicolons(path: Path) -> None:
    path.write_text(TEXT.replace(",", ";").replace("1.5", "1,5"), encoding="utf-8-sig")


def as_utf16(path: Path) -> None:
    path.write_text(TEXT.replace(",", "\t"), encoding="utf-16")


def as_gzip(path: Path) -> None:
    path.write_bytes(gzip.compress(TEXT.encode()))


def as_workbook(path: Path) -> None:
    book = Workbook()
    for row in (["school", "y", "z", "n"], ["Ås", 1.5, 0, 1], ["b c", None, 1, 2],
                [None, -2, 0, 10]):  # fmt: skip
        book.active.append(row)
    book.save(path)


def as_parquet(path: Path) -> None:
    rows = "('Ås', 1.5, false, 1), ('b c', NULL, true, 2), (NULL, -2, false, 10)"
    with duckdb.connect() as engine:
        engine.execute(f"CREATE TABLE t AS FROM (VALUES {rows}) AS v(school, y, z, n)")  # noqa: S608
        engine.execute(f"COPY t TO '{path.with_name('plain.parquet')}'")
    path.with_name("plain.parquet").rename(path)


# A Stata file (version 118) of the same table, written byte by byte after the public description
# of the format, so that the test needs no further library.
def as_stata(path: Path) -> None:
    names = ["school", "y", "z", "n"]
    kinds = [8, 65526, 65530, 65529]  # str8, double, byte, int
    formats = ["%8s", "%9.0g", "%8.0g", "%8.0g"]
    cells = io.BytesIO()
    missing = np.array([0x7FE0000000000000], dtype="<u8").tobytes()
    for school, y, z, n in (("Ås", 1.5, 0, 1), ("b c", None, 1, 2), ("", -2.0, 0, 10)):
        cells.write(school.encode().ljust(8, b"\0"))
        cells.write(missing if y is None else np.array([y], dtype="<f8").tobytes())
        cells.write(np.array([z], dtype="<i1").tobytes() + np.array([n], dtype="<i2").tobytes())
    path.write_bytes(_stata(names, kinds, formats, cells.getvalue(), 3))


def _stata(names: list[str], kinds: list[int], formats: list[str], cells: bytes, n: int) -> bytes:
    def fixed(texts: list[str], width: int) -> bytes:
        return b"".join(text.encode().ljust(width, b"\0") for text in texts)

    k = len(names)
    parts = [
        b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder>"
        b"<K>" + k.to_bytes(2, "little") + b"</K><N>" + n.to_bytes(8, "little") + b"</N>"
        b"<label>\0\0</label><timestamp>\0</timestamp></header>",
        b"<map>" + bytes(14 * 8) + b"</map>",
        b"<variable_types>" + np.array(kinds, dtype="<u2").tobytes() + b"</variable_types>",
        b"<varnames>" + fixed(names, 129) + b"</varnames>",
        b"<sortlist>" + bytes(2 * (k + 1)) + b"</sortlist>",
        b"<formats>" + fixed(formats, 57) + b"</formats>",
        b"<value_label_names>" + bytes(129 * k) + b"</value_label_names>",
        b"<variable_labels>" + bytes(321 * k) + b"</variable_labels>",
        b"<characteristics></characteristics>",
        b"<data>" + cells + b"</data>",
        b"<strls></strls>",
        b"<value_labels></value_labels>",
        b"</stata_dta>",
    ]
    starts, at = [], 0
    for part in parts:
        starts.append(at)
        at += len(part)
    places = [*starts[:12], starts[12], at]
    parts[1] = b"<map>" + np.array(places, dtype="<u8").tobytes() + b"</map>"
    return b"".join(parts)


WRITERS: dict[str, Callable[[Path], None]] = {
    "t.csv": as_csv, "semicolons.csv": as_semicolons, "t.tsv": as_utf16, "t.csv.gz": as_gzip,
    "t.xlsx": as_workbook, "odd [name]*.parquet": as_parquet, "t.dta": as_stata,
}  # fmt: skip


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_same_columns(name: str, tmp_path: Path) -> None:
    WRITERS[name](tmp_path / name)
    table = read_table(tmp_path / name)
    assert table.names == ["school", "y", "z", "n"]
    assert_array_equal(table.numbers("y"), [1.5, NAN, -2.0])
    assert_array_equal(table.arm("z"), [0, 1, 0])
    assert table.labels("school").tolist() == ["Ås", "b c", ""]
    assert table.labels("n").tolist() == [1, 2, 10]
    first = 1 if name.endswith(("parquet", "dta")) else 2
    assert [table.row(k) for k in range(3)] == [first, first + 1, first + 2]


def test_stata_files_of_other_makers_are_read(tmp_path: Path) -> None:
    path = tmp_path / "t.dta"
    as_stata(path)
    found, about = pyreadstat.read_dta(str(path), output_format="dict")
    assert about.number_rows == 3 and list(found) == ["school", "y", "z", "n"]


def csv_table(tmp_path: Path, text: str) -> Table:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    return read_table(path)


def test_each_wrong_cell_is_named_by_column_and_row(tmp_path: Path) -> None:
    table = csv_table(tmp_path, "y\n1\n\ntwo\n3\ninf\n1_000\n1e999\nx\ny\nz\n")
    with pytest.raises(Refused, match="Column y, row 4: expected a number, found “two”") as caught:
        table.numbers("y")
    places = [(problem.column, problem.row) for problem in caught.value.problems]
    assert places == [("y", 4), ("y", 6), ("y", 7), ("y", 8), ("y", 9), ("y", 10), ("y", 11)]
    assert "and 2 more" in str(caught.value)


def test_labels_keep_their_zeros_and_numbers_sort_as_numbers(tmp_path: Path) -> None:
    table = csv_table(tmp_path, "a,b,c\n07,10,x\n7,9,NA\n")
    assert table.labels("a").tolist() == ["07", "7"]
    assert sorted(table.labels("b").tolist()) == [9, 10]
    assert table.labels("c").tolist() == ["x", ""]
    with pytest.raises(Refused, match="Column c, row 3: expected a name or code, found nothing"):
        table.complete_labels("c")


def test_patterns_find_columns_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    table = csv_table(tmp_path, "w10,w2,w1,v\n1,1,1,1\n")
    assert table.matching(["w*"]) == ["w1", "w2", "w10"]
    assert table.matching(["v,w2", "v"]) == ["v", "w2"]
    with pytest.raises(Refused, match=r"Column q\* is not in the file"):
        table.matching(["q*"])


def test_rows_that_are_kept_keep_their_numbers(tmp_path: Path) -> None:
    table = csv_table(tmp_path, "g,y\na,1\nb,x\na,x\n").where(["g=a"])
    with pytest.raises(Refused, match="row 4"):
        table.numbers("y")
    assert Table(table.columns, table.missing | {"x"}).numbers("y").tolist()[0] == 1


def test_a_name_that_stands_twice_is_refused_only_when_asked_for(tmp_path: Path) -> None:
    table = csv_table(tmp_path, "y,x,y\n1,2,3\n")
    assert table.numbers("x").tolist() == [2]
    with pytest.raises(Refused, match="stands twice"):
        table.numbers("y")


def test_a_file_that_is_not_utf_8_is_read_with_a_remark(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("école,y\nÉté,1\n".encode("cp1252"))
    table = read_table(path)
    assert table.names == ["école", "y"]
    assert [remark.level for remark in table.columns.remarks] == ["warning"]


@pytest.mark.parametrize(
    ("name", "content", "wanted"),
    [
        ("t.csv", b"a,b\n1\n", "Row 2: expected 2 cells, found 1"),
        ("t.csv", b'a,b\n"1,2\n', "Row 2: not a row of a CSV file"),
        ("t.csv", b"", "holds no row"),
        ("t.csv", b"a,b\n", "holds no row"),
        ("t.csv", b"a\0b\n", "no text"),
        ("t.csv.gz", b"a,b\n1,2\n", "expected a gzip file"),
        ("t.xlsx", b"a,b\n1,2\n", "expected an Excel workbook"),
        ("t.parquet", b"a,b\n1,2\n", "expected a Parquet file"),
        ("t.dta", b"a,b\n1,2\n", "expected a Stata file"),
        ("t.sav", b"a", "ends in .csv"),
        ("t.xlsx.gz", b"a", "ends in .csv"),
    ],
)
def test_a_file_of_another_kind_is_refused(
    name: str, content: bytes, wanted: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused, match=wanted):
        read_table(path)


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx", "t.parquet", "t.dta"])
def test_a_folder_and_a_file_that_is_absent_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        read_table(tmp_path / name)
    (tmp_path / name).mkdir()
    with pytest.raises(Refused, match="cannot be read"):
        read_table(tmp_path / name)


@pytest.mark.parametrize("ending", READERS)
@settings(max_examples=40, deadline=None)
@given(start=st.booleans(), cut=st.integers(0, 4000), noise=st.binary(max_size=40))
def test_no_bytes_break_a_reader(
    ending: str, start: bool, cut: int, noise: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("bytes") / f"t{ending}"
    writer = WRITERS.get(f"t{ending}", as_parquet if ending == ".parquet" else as_csv)
    if start:
        writer(path)
        content = path.read_bytes()
        path.write_bytes(content[:cut] + noise + content[cut + len(noise) :])
    else:
        path.write_bytes(noise)
    try:
        table = read_table(path)
    except Refused as error:
        assert str(error)
    else:
        for name in table.names:
            assert len(table.columns.values[name]) == table.size
