"""Rosters from files: what is read, what is refused and with which remedy."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.core.problems import errors
from bothways.core.vocabularies import vocabulary
from bothways.programmes.delivery.legacy import as_utf8, likely_encoding
from bothways.programmes.delivery.roster import (
    RosterPerson,
    name_key,
    read_roster,
    roster_csv,
    roster_xlsx,
    same_people,
)

TODAY = date(2026, 11, 30)
words = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=20)
phones = st.sampled_from(["", "+49 30 1234", "=1+1", "@home", "0176/55"])


def codes(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *vocabulary(name)])


@st.composite
def people(draw: st.DrawFn) -> RosterPerson:
    return RosterPerson(
        draw(words), draw(words | st.just("")), draw(words | st.just("")),
        draw(st.none() | st.integers(1930, 2026)), draw(codes("person_sex")),
        draw(codes("stage")), draw(st.sampled_from(["", "newcomer", "host"])),
        draw(st.sampled_from(["", "ar", "pt-br"])), draw(phones), draw(words | st.just("")),
        draw(phones), tuple(sorted(draw(st.sets(st.sampled_from(["childcare", "access"]))))),
        draw(st.none() | st.dates(date(2020, 1, 1), date(2027, 1, 1))),
    )  # fmt: skip


@pytest.mark.parametrize(("ending", "write"), [("csv", roster_csv), ("xlsx", roster_xlsx)])
@given(rows=st.lists(people(), min_size=1, max_size=6))
def test_what_was_written_reads_back_the_same(
    ending: str, write: object, rows: list[RosterPerson]
) -> None:
    found, problems = read_roster(f"r.{ending}", write(rows), TODAY)  # type: ignore[operator]
    assert problems == []
    assert found == rows


@given(content=st.binary(max_size=300), encoding=st.sampled_from(["utf-8", "cp1256", "utf-16"]))
def test_no_file_makes_the_reader_stumble(content: bytes, encoding: str) -> None:
    found, problems = read_roster("r.csv", content, TODAY, encoding)
    assert found or problems


HEAD = "given_name,family_name,birth_year,sex,language,since\n"


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [("Ali,Ahmad,2012-02-30,,,", "birth_year", "no_such_day"),
     ("Ali,Ahmad,1850,,,", "birth_year", "bad_year"),
     ("Ali,Ahmad,2031,,,", "birth_year", "bad_year"),
     ("Ali,Ahmad,12,,,", "birth_year", "bad_year"),
     ("Ali,Ahmad,,boy,,", "sex", "unknown_code"),
     ("Ali,Ahmad,,,Arabic!,", "language", "bad_code"),
     ("Ali,Ahmad,,,,31.02.2026", "since", "no_such_day"),
     ("Ali,Ahmad,,,,soon", "since", "bad_date"),
     (",,2012,,,", "given_name", "no_name")],
)  # fmt: skip
def test_a_wrong_cell_is_named_by_row_and_column(row: str, column: str, code: str) -> None:
    content = f"{HEAD}Samira,Haddad,2011,female,ar,2026-01-10\n{row}\n".encode()
    problems = errors(read_roster("r.csv", content, TODAY)[1])
    assert [(one.row, one.column, one.code) for one in problems] == [(2, column, code)]


def test_dates_and_labels_are_read_as_people_write_them() -> None:
    content = "Vorname;Nachname;Geburtsdatum;sex;needs\nÖzlem;Şahin;٣١/١٢/٢٠١٠;weiblich;access\n"
    found, problems = read_roster("r.csv", content.encode(), TODAY)
    assert problems == []
    assert found == [
        RosterPerson("Özlem", "Şahin", birth_year=2010, sex="female", needs=("access",))
    ]


def test_columns_that_nobody_reads_are_named_and_not_kept() -> None:
    content = b"given_name,nationality\nAli,Syrian\n"
    found, problems = read_roster("r.csv", content, TODAY)
    assert [(one.code, one.level) for one in problems] == [("not_read", "warning")]
    assert "Syrian" not in str(found)


@pytest.mark.parametrize(
    ("encoding", "name", "text"),
    [("cp1256", "Windows-1256", "given_name,family_name\nسميرة,حداد\nعلي,أحمد\n"),
     ("cp1251", "Windows-1251", "given_name,family_name\nОлена,Шевченко\nІван,Франко\n"),
     ("cp1252", "Windows-1252", "given_name,family_name\nRené,Müller\nZoë,Weiß\n"),
     ("cp1254", "Windows-1254", "given_name,family_name\nIşıl,Yıldız\nAyşe,Dağ\n"),
     ("cp1250", "Windows-1250", "given_name,family_name\nŁukasz,Śliwiński\nZofia,Wąs\n")],
)  # fmt: skip
def test_a_legacy_encoding_is_named_with_its_letters_and_read_when_chosen(
    encoding: str, name: str, text: str
) -> None:
    content = text.encode(encoding)
    found, problems = read_roster("r.csv", content, TODAY)
    assert found == []
    assert likely_encoding(content) == encoding
    assert name in problems[0].message
    assert text.split("\n")[1].split(",")[0] in problems[0].message
    found, problems = read_roster("r.csv", content, TODAY, encoding)
    assert problems == []
    assert found[0].given_name == text.split("\n")[1].split(",")[0]


def test_unicode_text_of_a_spreadsheet_is_read_by_its_mark() -> None:
    content = "given_name\tfamily_name\nسميرة\tحداد\n".encode("utf-16")
    assert as_utf8(content)[1] == []
    assert read_roster("r.txt", content, TODAY)[0] == [RosterPerson("سميرة", "حداد")]


def test_a_mixture_of_encodings_is_refused() -> None:
    content = HEAD.encode() + "Jürgen,Ä,,,,\n".encode() + "Björn,Ö,,,,\n".encode("cp1252")
    assert errors(read_roster("r.csv", content, TODAY)[1])


def test_the_same_person_twice_is_found_in_any_order_of_names() -> None:
    rows = [RosterPerson("Ali", "Ahmad", birth_year=2010), RosterPerson("ahmad", "ALI", "", 2010),
            RosterPerson("Ali", "Ahmad", birth_year=2012)]  # fmt: skip
    here = {(name_key("Ali", "Ahmad", ""), 2012): "Group B"}
    problems = same_people(rows, lambda key: here.get(key, ""), others=False)
    assert [(one.row, one.code) for one in problems] == [(2, "twice"), (3, "here")]
    assert not errors(same_people(rows, lambda key: here.get(key, ""), others=True))
