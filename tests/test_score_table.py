"""The command score_table: published ranks reproduced, its output, and what it refuses to read."""

import csv
import io
from math import log10
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

TAI = Path(__file__).parent.parent / "fixtures" / "oecd_tai"
HEADER = "code,parent,weight,direction,low,high"
SCHEME = f"{HEADER}\nroot,,,,,\na,root,1,1,0,10\nb,root,1,-1,0,10\n"
VALUES = "unit,a,b\nx,9,1\ny,5,5\nz,1,9\n"


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def files(tmp_path):
    """Writes the two files and gives their paths."""

    def write(values=VALUES, scheme=SCHEME):
        paths = tmp_path / "values.csv", tmp_path / "scheme.csv"
        for path, text in zip(paths, (values, scheme), strict=True):
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return paths

    return write


def run(paths, *options):
    """What the command printed, row by row."""
    out = io.StringIO()
    call_command("score_table", *paths, *options, stdout=out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def refusal(paths, *options):
    """The sentence with which the command ended; nothing was printed."""
    out = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("score_table", *paths, *options, stdout=out)
    assert out.getvalue() == ""
    sentence = str(refused.value)
    assert "\n" not in sentence
    return sentence


# The Technology Achievement Index: published ranks of 23 countries.


def read(name):
    with (TAI / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


RAW = read("oecd_tai_A2_raw_23.csv")
INDICATORS = [column for column in RAW[0] if column != "country"]


def tai_goalposts():
    """The published goalposts by column of the raw table; two of them are taken log10."""
    posts = {}
    for row in read("saisana2005_table1_goalposts.csv"):
        low, high = float(row["min"]), float(row["max"])
        if row["log10_before_use"] == "1":
            posts[row["indicator"] + "_log10"] = log10(low), log10(high)
        else:
            posts[row["indicator"]] = low, high
    return posts


def tai(weighting, posts):
    """The two files of an index over the raw table."""
    weights = next(row for row in read("oecd_tai_T22_weights.csv") if row["method"] == weighting)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["unit", *INDICATORS])
    writer.writerows([row["country"], *(row[column] for column in INDICATORS)] for row in RAW)
    leaves = (f"{c},tai,{weights[c]},1,{posts[c][0]!r},{posts[c][1]!r}\n" for c in INDICATORS)
    return out.getvalue(), f"{HEADER}\ntai,,,,,\n{''.join(leaves)}"


def published(name, column):
    return {row["country"]: row[column] for row in read(name)}


def ranks(rows):
    return {row["unit"]: row["rank"] for row in rows}


@pytest.mark.parametrize("weighting", ["EW", "BAP"])
def test_tai_ranks_by_weighting_agree_for_all_23_countries(weighting, files):
    rows = run(files(*tai(weighting, tai_goalposts())))
    assert len(rows) == 23
    assert ranks(rows) == published("oecd_tai_T23_ranks_by_weighting.csv", weighting)


def test_tai_linear_ranks_agree_for_all_23_countries(files):
    rows = run(files(*tai("EW", tai_goalposts())))
    assert ranks(rows) == published("oecd_tai_T38_ranks_by_aggregation.csv", "LIN")


def test_tai_geometric_ranks_agree_for_all_23_countries(files):
    # the raw table, as published: low 0 and one common high leave every ratio as it is
    same = dict.fromkeys(INDICATORS, (0.0, 1000.0))
    rows = run(files(*tai("EW", same)), "--aggregation", "geometric", "--decimals", "6")
    assert ranks(rows) == published("oecd_tai_T38_ranks_by_aggregation.csv", "GME")


def test_tai_ranks_under_varied_weights_stay_around_the_published_ones(files):
    rows = run(files(*tai("EW", tai_goalposts())), "--variants", "1000", "--seed", "7")
    assert len(rows) == 23
    for row in rows:
        assert int(row["q05"]) <= int(row["rank"]) <= int(row["q95"])
        assert int(row["q05"]) <= float(row["median"]) <= int(row["q95"])
    by_unit = {row["unit"]: row for row in rows}
    assert by_unit["Finland"]["median"] == "1"
    # somebody is last in every variant, so the shares come to 1 or, with ties, a little more
    assert 1 <= sum(float(row["p_last"]) for row in rows) < 1.2
    assert max(rows, key=lambda row: float(row["p_last"]))["unit"] == "Slovenia"


# What it prints.


def test_rows_come_out_as_they_went_in_with_score_rank_and_coverage(files):
    # a 9/10 and b reversed 9/10 make 90; z reports half of its weight, t ties with y, n nothing
    values = "unit,a,b\nz,8,\ny,5,5\nx,9,1\nt,6,6\nn,,\n"
    assert run(files(values)) == [
        {"unit": "z", "score": "80.00", "rank": "", "coverage": "0.5"},
        {"unit": "y", "score": "50.00", "rank": "2", "coverage": "1"},
        {"unit": "x", "score": "90.00", "rank": "1", "coverage": "1"},
        {"unit": "t", "score": "50.00", "rank": "2", "coverage": "1"},
        {"unit": "n", "score": "", "rank": "", "coverage": "0"},
    ]


def test_a_lower_minimum_ranks_the_half_covered_unit_but_never_the_silent_one(files):
    rows = run(files("unit,a,b\nz,8,\ny,5,5\nn,,\n"), "--min-coverage", "0")
    assert [row["rank"] for row in rows] == ["1", "2", ""]


def test_weights_nest_and_need_not_sum_to_anything(files):
    # t holds 3 of 4; in it a holds 1 of 4: 0.75*(0.25*100 + 0.75*0) + 0.25*40 = 28.75
    scheme = f"{HEADER}\na,t,0.1,1,0,10\nt,r,3,,,\nr,,,,,\nb,t,0.3,-1,0,10\nc,r,1,1,0,10\n"
    assert run(files("unit,c,b,a\nx,4,10,10\n", scheme))[0]["score"] == "28.75"


def test_names_that_look_like_numbers_or_gaps_stay_text(files):
    values = 'unit,a,b\nNA,1,1\n007,2,2\nnull,3,3\n"武汉, 东湖",4,4\n'
    assert [row["unit"] for row in run(files(values))] == ["NA", "007", "null", "武汉, 东湖"]


def test_decimals_and_cap_are_as_asked(files):
    paths = files("unit,a,b\nx,12,5\n")
    assert run(paths)[0]["score"] == "75.00"
    assert run(paths, "--cap", "115", "--decimals", "1")[0]["score"] == "82.5"
    assert run(paths, "--decimals", "0")[0]["score"] == "75"


def test_zero_is_printed_as_zero_at_any_precision(files):
    assert run(files("unit,a,b\nx,0,10\n"), "--decimals", "8")[0]["score"] == "0.00000000"


@pytest.mark.parametrize(("up", "down"), [("1", "-1"), ("+1", "-1.0"), ("higher", "Lower")])
def test_directions_may_be_written_in_several_ways(up, down, files):
    scheme = f"{HEADER}\nroot,,,,,\na,root,1,{up},0,10\nb,root,1,{down},0,10\n"
    assert [row["rank"] for row in run(files(scheme=scheme))] == ["1", "2", "3"]


def test_a_byte_order_mark_windows_lines_and_blank_rows_are_no_obstacle(files):
    values = b"\xef\xbb\xbf" + VALUES.replace("\n", "\r\n").encode() + b"\r\n,,\r\n"
    assert [row["rank"] for row in run(files(values))] == ["1", "2", "3"]


def test_a_scheme_may_be_one_indicator(files):
    assert run(files("unit,a\nx,4\n", f"{HEADER}\na,,,1,0,10\n"))[0]["score"] == "40.00"


def test_the_result_goes_to_a_file_when_one_is_named(files, tmp_path):
    out = tmp_path / "out.csv"
    assert run(files(), "-o", str(out)) == []
    assert out.read_bytes() == (
        b"unit,score,rank,coverage\nx,90.00,1,1\ny,50.00,2,1\nz,10.00,3,1\n"
    )


def test_variants_add_four_columns_and_repeat_under_their_seed(files):
    values = "unit,a,b\nx,9,5\ny,5,1.1\nz,1,9\nn,,\n"
    paths, options = files(values), ("--variants", "1000", "--seed")
    rows = run(paths, *options, "5")
    assert list(rows[0]) == [*"unit score rank coverage median q05 q95 p_last".split()]
    assert rows[2] | {"score": ""} == {
        "unit": "z", "score": "", "rank": "3", "coverage": "1",
        "median": "3", "q05": "3", "q95": "3", "p_last": "1",
    }  # fmt: skip
    assert [rows[3][column] for column in ("median", "q05", "q95", "p_last")] == [""] * 4
    # x and y are a hair apart: which of them leads hangs on the weights
    assert (rows[0]["q05"], rows[0]["q95"]) == ("1", "2")
    assert run(paths, *options, "5") == rows


def test_variants_of_two_hundred_units_in_any_order(files):
    lines = [f"u{at},{at * 37 % 101 / 10},{at * 53 % 97 / 10}" for at in range(200)]
    options = ("--variants", "1000", "--seed", "11")
    rows = run(files("\n".join(["unit,a,b", *lines])), *options)
    turned = run(files("\n".join(["unit,a,b", *lines[::-1]])), *options)
    assert turned[::-1] == rows
    assert all(int(row["q05"]) <= float(row["median"]) <= int(row["q95"]) for row in rows)


def test_no_database_is_asked(files):
    # there is no database mark on these tests: a query would have failed them all
    from assessments.management.commands.score_table import Command

    assert Command.requires_system_checks == []
    assert Command.requires_migrations_checks is False
    assert len(run(files())) == 3


# What it refuses.

WRONG_VALUES = [
    ("", "values.csv: the file is empty"),
    ("\n,,\n", "values.csv: the file is empty"),
    ("unit,a,b\n", "values.csv: there is a header, but no row below it"),
    ("unit,a\nx,1\n", "values.csv, row 1, column b: the column is missing"),
    ("zone,a,b\nx,1,1\n", "values.csv, row 1, column unit: the column is missing"),
    ("unit,a,b,c\nx,1,1,1\n", "values.csv, row 1, column c: the column is not one of: unit, a, b"),
    ("unit,a,b,a\nx,1,1,1\n", "values.csv, row 1, column a: the column appears twice"),
    ("unit,a,b,\nx,1,1,1\n", "values.csv, row 1, column 4: the column has no name"),
    ("unit,a,b\nx,1,1\ny,1\n", "values.csv, row 3: the row has 2 cells, the header 3"),
    ("unit,a,b\nx,1,1\n\ny,1,1\nx,2,2\n", "values.csv, row 5, column unit: the unit “x” is already"
     " in row 2"),
    ("unit,a,b\n,1,1\n", "values.csv, row 2, column unit: the unit has no name"),
    ('unit,a,b\nx,1,1\n"y,1,1\n', "values.csv, row 3: the file is not a CSV table"),
    ("单元,a,b\n东湖,1,1\n".encode("gbk"), "values.csv, row 1: the file is not UTF-8 text"),
    ("unit,a,b\nx,1,1\n东湖,1,1\n".encode("gbk"), "values.csv, row 3: the file is not UTF-8 text"),
    ("unit,a,b\n".encode("utf-16"), "values.csv, row 1: the file is not UTF-8 text"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "values.csv, row 1: the file is not UTF-8 text"),
    (b"PK\x03\x04\0\0", "values.csv: the file is not a CSV table"),
]  # fmt: skip

WRONG_CELLS = [
    "n/a",
    "inf",
    "-inf",
    "nan",
    "NaN",
    "1e999",
    "1,5",
    "12%",
    "1_000",
    "１２",
    "0x1F",
    "-",
]

WRONG_SCHEMES = [
    ("code,parent,weight,direction,low\nr,,,,\n", "row 1, column high: the column is missing"),
    (f"{HEADER},name\nr,,,,,,\n", "row 1, column name: the column is not one of"),
    (f"{HEADER}\nr,,,,,\na,r,1,1,0,ten\n", "row 3, column high: “ten” is not a number"),
    (f"{HEADER}\nr,,,,,\na,r,nan,1,0,1\n", "row 3, column weight: “nan” is not a number"),
    (f"{HEADER}\nr,,,,,\na,r,,1,0,1\n", "row 3, column weight: the weight is empty"),
    (f"{HEADER}\nr,,,,,\na,r,-1,1,0,1\n", "row 3, column weight: a weight cannot be negative"),
    (f"{HEADER}\nr,,,,,\na,r,0,1,0,1\n", "row 2, column weight: the weights under “r” must add"),
    (f"{HEADER}\nr,,,,,\na,r,1,2,0,1\n", "row 3, column direction: direction must be 1"),
    (f"{HEADER}\nr,,,,,\na,r,1,,0,1\n", "row 3, column direction: direction must be 1"),
    (f"{HEADER}\nr,,,,,\na,r,1,1,5,5\n", "row 3, column low: low (5.0) must be below high (5.0)"),
    (f"{HEADER}\nr,,,,,\na,r,1,1,0,\n", "row 3, column high: “a” is an indicator"),
    (f"{HEADER}\nr,,,1,,\na,r,1,1,0,1\n", "row 2, column direction: “r” is the parent of other"),
    (f"{HEADER}\nr,,,,0,1\na,r,1,1,0,1\n", "row 2, column low: “r” is the parent of other rows"),
    (f"{HEADER}\nr,,,,,\na,q,1,1,0,1\n", "row 3, column parent: there is no row with the code “q”"),
    (f"{HEADER}\nr,,,,,\na,r,1,1,0,1\na,r,1,1,0,1\n", "row 4, column code: the code “a” appears"),
    (f"{HEADER}\nr,,,,,\na,r,1,1,0,1\ns,,1,1,0,1\n", "row 4, column parent: “s” has no parent"),
    (f"{HEADER}\nr,a,1,,,\na,r,1,,,\n", "column parent: no row is the root"),
    (f"{HEADER}\nr,,,1,0,1\na,b,1,,,\nb,a,1,,,\n", "row 3, column parent: “a” does not hang"),
    (f"{HEADER}\n,,,,,1\n", "row 2, column code: the code is empty"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "sentence"), WRONG_VALUES)
def test_a_wrong_table_is_refused_naming_file_row_and_column(values, sentence, files):
    assert sentence in refusal(files(values))


@pytest.mark.parametrize("cell", WRONG_CELLS)
def test_text_where_a_number_belongs_is_refused(cell, files):
    sentence = refusal(files(f'unit,a,b\nx,1,1\ny,1,"{cell}"\n'))
    assert f"values.csv, row 3, column b: “{cell}” is not a number" in sentence


@pytest.mark.parametrize(("scheme", "sentence"), WRONG_SCHEMES)
def test_a_wrong_scheme_is_refused_naming_file_row_and_column(scheme, sentence, files):
    refused = refusal(files(scheme=scheme))
    assert "scheme.csv, " in refused
    assert sentence in refused


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--min-coverage", "80"),
        ("--min-coverage", "-0.1"),
        ("--min-coverage", "nan"),
        ("--cap", "0"),
        ("--cap", "121"),
        ("--decimals", "-1"),
        ("--decimals", "13"),
        ("--variants", "-1"),
        ("--seed", "-1"),
        ("--aggregation", "median"),
        ("--decimals", "two"),
    ],
)
def test_an_option_out_of_its_range_is_refused_by_name(option, value, files):
    assert option in refusal(files(), f"{option}={value}")


def test_a_file_that_is_not_there_is_named(files, tmp_path):
    _, scheme = files()
    assert "missing.csv: cannot be read" in refusal((tmp_path / "missing.csv", scheme))


def test_nothing_is_written_when_anything_is_wrong(files, tmp_path):
    out = tmp_path / "out.csv"
    refusal(files("unit,a,b\nx,1,one\n"), "-o", str(out))
    assert not out.exists()


def test_a_file_that_cannot_be_written_is_named(files, tmp_path):
    sentence = refusal(files(), "-o", str(tmp_path / "nowhere" / "out.csv"))
    assert "out.csv: cannot be written" in sentence


def test_the_result_never_overwrites_what_it_is_made_from(files):
    values, scheme = files()
    assert "values.csv: the result would overwrite" in refusal((values, scheme), "-o", str(values))
    assert values.read_text() == VALUES
