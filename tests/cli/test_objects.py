"""`tinhgon show`, `lineage` and `history`."""

from __future__ import annotations

import csv
import io
import json

from tests.cli.conftest import Command
from tests.cli.small_history import PERSON_NAME, SmallHistory


def test_show_gives_each_value_with_its_decision(history: SmallHistory, tinhgon: Command) -> None:
    shown = json.loads(tinhgon("show", "00001", "--on", "2009-01-01", "--json").out)["object"]
    values = {each["attribute"]: each for each in shown["values"]}
    assert (values["name"]["value"], values["name"]["source"]["number"]) == ("Xã Lúa Mới", "2/2007/QĐ-UBND")
    assert (values["population"]["value"], values["population"]["source"]["verb"]) == (1200, "correct")
    assert values["parent"]["refers_to"]["code"] == "001"
    assert values["name"]["valid"] == {"start": "2007-06-01", "end": None}
    assert [each["name"] for each in shown["chain"]] == ["Tỉnh An Bình", "Huyện Đông"]


def test_show_counts_what_is_below(history: SmallHistory, tinhgon: Command) -> None:
    shown = json.loads(tinhgon("show", "01", "--on", "2009-01-01", "--json").out)["object"]
    assert shown["children"] == {"district": 2}
    assert "cấp huyện: 2" in tinhgon("show", "01", "--on", "2009-01-01").out


def test_a_code_borne_by_several_units_shows_the_one_in_force(history: SmallHistory, tinhgon: Command) -> None:
    for day, meant in (("2005-01-01", history.maize), ("2012-01-01", history.maize_again)):
        told = json.loads(tinhgon("show", "00002", "--on", day, "--json").out)
        assert [each["id"] for each in told["bearers"]] == [history.maize, history.maize_again]
        assert [each["id"] for each in told["bearers"] if each["in_force"]] == [meant]
        assert told["object"]["label"]["id"] == meant
    text = tinhgon("show", "00002", "--on", "2012-01-01").out
    assert "«00002» chỉ 2 đối tượng khác nhau" in text
    assert "01/01/2004 đến trước 01/08/2008" in text
    assert f"#{history.maize_again}" in text


def test_a_code_that_nobody_bears_on_the_day_lists_who_ever_did(history: SmallHistory, tinhgon: Command) -> None:
    told = json.loads(tinhgon("show", "00002", "--on", "2009-01-01", "--json").out)
    assert (len(told["bearers"]), told["object"]) == (2, None)
    assert f"tinhgon show '#{history.maize}'" in tinhgon("show", "00002", "--on", "2009-01-01").out
    refused = tinhgon("show", "00002", "--on", "2009-01-01", "--csv")
    assert (refused.code, refused.out) == (1, "")


def test_an_ended_unit_is_shown_on_its_last_day(history: SmallHistory, tinhgon: Command) -> None:
    told = json.loads(tinhgon("show", f"#{history.maize}", "--on", "2020-01-01", "--json").out)["object"]
    assert (told["exists"], told["day"]) == (False, "2008-07-31")
    assert (told["ended_by"]["number"], told["ended_by"]["seq"]) == ("3/2008/QĐ-UBND", 3)
    assert "Không tồn tại ngày 01/01/2020" in tinhgon("show", f"id:{history.maize}", "--on", "2020-01-01").out
    english = tinhgon("--lang", "en", "show", f"#{history.maize}", "--on", "2001-01-01").out
    assert "It does not exist on 1 Jan 2001; below is 1 Jan 2004." in english
    assert "Ended by" in english


def test_an_organization_shows_its_posts_and_holders_by_number(history: SmallHistory, tinhgon: Command) -> None:
    told = json.loads(tinhgon("show", "SNV", "--json").out)["object"]
    assert [(each["title"], each["seats"], each["person"]) for each in told["seats"]] == [
        ("Giám đốc", 1, history.person),
        ("Phó Giám đốc", 2, None),
    ]
    assert f"#{history.person}" in tinhgon("show", "organization:SNV").out


def test_people_are_shown_by_number_only(history: SmallHistory, tinhgon: Command) -> None:
    lines = (
        ("show", f"#{history.person}"),
        ("show", f"#{history.person}", "--json"),
        ("history", f"#{history.person}", "--csv"),
        ("decision", "show", "#9", "--facts"),
        ("decision", "show", "#9", "--facts", "--json"),
        ("diff", "--from", "2014-12-31", "--to", "2015-01-01", "--json"),
    )
    from tinhgon.registry.models import PersonalValue

    (digest,) = PersonalValue.objects.values_list("digest", flat=True)
    for line in lines:
        printed = tinhgon(*line)
        assert printed.code == 0
        assert PERSON_NAME not in printed.out
        assert digest not in printed.out
    assert "(dữ liệu cá nhân)" in tinhgon("show", f"#{history.person}").out


def test_show_as_csv(history: SmallHistory, tinhgon: Command) -> None:
    rows = list(csv.DictReader(io.StringIO(tinhgon("show", "00003", "--on", "2009-01-01", "--csv").out)))
    assert rows[-1] == {
        "id": str(history.yam),
        "attribute": "parent",
        "value": str(history.east),
        "refers_to": "001",
        "valid_from": "2006-01-01",
        "valid_to": "",
        "decision": "5/2010/QĐ-UBND",
        "seq": "5",
        "verb": "reparent",
    }


def test_lineage_goes_both_ways_through_several_hands(history: SmallHistory, tinhgon: Command) -> None:
    told = json.loads(tinhgon("lineage", "00004", "--on", "2009-01-01", "--json").out)
    assert told["root"] == history.lotus
    links = {
        side: [(each["predecessor"], each["successor"], each["extent"], each["on"]) for each in found]
        for side, found in told["links"].items()
    }
    assert links == {
        "predecessors": [(history.yam, history.lotus, "part", "2008-08-01")],
        "successors": [(history.lotus, history.maize_again, "part", "2010-01-01")],
    }
    assert [each["label"]["id"] for each in told["nodes"]] == [history.yam, history.lotus, history.maize_again]
    far = json.loads(tinhgon("lineage", f"#{history.maize_again}", "--json").out)["links"]["predecessors"]
    assert [each["predecessor"] for each in far] == [history.lotus, history.yam]


def test_lineage_as_known_before_it_was_recorded_is_empty(history: SmallHistory, tinhgon: Command) -> None:
    told = json.loads(tinhgon("lineage", "00001", "--on", "2009-01-01", "--known", "#2", "--json").out)
    assert told["links"] == {"predecessors": [], "successors": []}


def test_lineage_for_people_and_as_csv(history: SmallHistory, tinhgon: Command) -> None:
    text = tinhgon("lineage", "00001", "--on", "2009-01-01").out
    assert "Kế thừa từ" in text
    assert "toàn bộ" in text
    assert "3/2008/QĐ-UBND (#3) – sáp nhập" in text
    english = tinhgon("--lang", "en", "lineage", "01", "--on", "2009-01-01").out
    assert english.count("nothing is recorded") == 2
    assert tinhgon("lineage", "00001", "--on", "2009-01-01", "--csv").out == (
        "direction,on,predecessor,predecessor_code,predecessor_name,successor,successor_code,successor_name,"
        "extent,decision,seq,verb\n"
        f"predecessors,2008-08-01,{history.maize},00002,Xã Ngô,{history.rice},00001,Xã Lúa Mới,"
        "whole,3/2008/QĐ-UBND,3,merge\n"
    )


def test_history_tells_also_what_is_no_longer_held_true(history: SmallHistory, tinhgon: Command) -> None:
    facts = json.loads(tinhgon("history", "002", "--json").out)["objects"][0]["facts"]
    names = [
        (each["value"], each["valid"]["start"], each["valid"]["end"], each["opened"], each["closed"])
        for each in facts
        if each["attribute"] == "name"
    ]
    assert names == [
        ("Huyện Tây", "2004-01-01", None, 1, 6),
        ("Huyện Tây", "2004-01-01", "2011-01-01", 6, 7),
        ("Huyện Tây", "2004-01-01", None, 7, None),
        ("Huyện Sai", "2011-01-01", None, 6, 7),
    ]


def test_history_as_known_at_a_moment_tells_what_was_on_record_then(history: SmallHistory, tinhgon: Command) -> None:
    facts = json.loads(tinhgon("history", "002", "--known", "#6", "--json").out)["objects"][0]["facts"]
    assert [each["value"] for each in facts if each["attribute"] == "name"] == ["Huyện Tây", "Huyện Sai"]
    assert {each["opened"] for each in facts} == {1, 6}


def test_history_names_the_decision_that_ended_a_unit(history: SmallHistory, tinhgon: Command) -> None:
    rows = list(csv.DictReader(io.StringIO(tinhgon("history", f"#{history.maize}", "--csv").out)))
    ended = [each for each in rows if each["attribute"] == "life" and not each["recorded_to"]]
    assert [(each["valid_to"], each["ended_by"], each["ended_by_seq"]) for each in ended] == [
        ("2008-08-01", "3/2008/QĐ-UBND", "3")
    ]
    passed = [each for each in rows if each["attribute"] == "successor"]
    assert [(each["refers_to"], each["extent"]) for each in passed] == [("00001", "whole")]


def test_history_of_a_code_tells_of_every_unit_that_bore_it(history: SmallHistory, tinhgon: Command) -> None:
    text = tinhgon("history", "00002").out
    assert text.index(f"#{history.maize} ") < text.index(f"#{history.maize_again} ")
    english = tinhgon("--lang", "en", "history", "00002").out
    assert "everything ever recorded" in english
    assert "Passed into" in english


def test_what_is_not_on_record_is_said_to_be_unknown(history: SmallHistory, tinhgon: Command) -> None:
    for line in (
        ("show", "99999"),
        ("show", "#999999"),
        ("show", "organization:01"),
        ("show", "commune:01"),
        ("show", "01", "--known", "2000-01-01"),
        ("lineage", "99999"),
        ("history", "99999"),
        ("history", "#999999"),
        ("history", "01", "--known", "2000-01-01"),
        ("areas", "--under", "99999"),
    ):
        printed = tinhgon(*line)
        assert (printed.code, printed.out) == (1, "")
        assert "Không tìm thấy" in printed.err
        assert "Cách khắc phục: " in printed.err
        assert json.loads(tinhgon(*line, "--json").err)["code"] == "unknown_object"
        assert "Nothing on record" in tinhgon("--lang", "en", *line).err


def test_an_ambiguous_code_names_the_candidates(history: SmallHistory, tinhgon: Command) -> None:
    printed = tinhgon("lineage", "00002", "--on", "2009-01-01", "--json")
    assert printed.code == 1
    assert [each["id"] for each in json.loads(printed.err)["candidates"]] == [history.maize, history.maize_again]
    assert f"#{history.maize}" in tinhgon("lineage", "00002", "--on", "2009-01-01").err
