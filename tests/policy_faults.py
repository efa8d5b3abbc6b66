"""What can be wrong with a policy's bundle, and the sentences that say so."""

from tests.policy_bundle import BUNDLE

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"

#: file, what is replaced in it, by what, and the sentence: where, and what is wrong.
EDITS = {
    "a column renamed": (
        *("zones.csv", "rank_eligible", "judged"),
        "zones.csv, row 1, column “judged”: there is no such column",
        "zones.csv, row 1, column “rank_eligible”: this column is missing",
    ),
    "a column twice": (
        *("tasks.csv", "phrase,agency", "phrase,phrase"),
        "tasks.csv, row 1, column “phrase”: this column stands twice",
        "tasks.csv, row 1, column “agency”: this column is missing",
    ),
    "semicolons": (
        *("cities.csv", "code,name_zh,name_en", "code;name_zh;name_en"),
        "cities.csv, row 1: the columns are separated by a semicolon",
    ),
    "a cell too many": (
        *("cities.csv", "yichang,宜昌市,Yichang", "yichang,宜昌市,Yichang,"),
        "cities.csv, row 3: the row has 4 cells, the header 3",
    ),
    "a quotation mark left open": (
        *("cities.csv", "xiantao,仙桃市,Xiantao", 'xiantao,"仙桃市,Xiantao'),
        "cities.csv, row 9: a quotation mark is opened and not closed",
    ),
    "an empty name": (
        *("agencies.csv", "tax,省税务局", "tax,"),
        "agencies.csv, row 16, column “name_zh”: this cell must not be empty",
    ),
    "an indicator that cannot be added": (
        *("indicators.csv", "Enterprises with trade,stock,", "Enterprises with trade,ratio,"),
        "indicators.csv, row 9, column “kind”: “ratio” is not possible here; choose one of:"
        " flow, stock",
    ),
    "an unknown city": (
        *(
            "zones.csv",
            "Huangshi Qipanzhou Comprehensive Bonded Zone,棋盘洲,Qipanzhou,huangshi",
            "Huangshi Qipanzhou Comprehensive Bonded Zone,棋盘洲,Qipanzhou,daye",
        ),
        "zones.csv, row 7, column “city”: “daye” is not known (looked up in: cities)",
    ),
    "an unknown zone of a date": (
        *("zone_dates.csv", "yichang,closed", "yichnag,closed"),
        "zone_dates.csv, row 12, column “zone”: “yichnag” is not known (looked up in: zones)",
    ),
    "an unknown zone of a target": (
        *("targets.csv", "yichang;xiangyang", "yichang;atlantis"),
        "targets.csv, row 4, column “zones”: “atlantis” is not known (looked up in: zones)",
    ),
    "an unknown agency": (
        *("measure_agencies.csv", "11,3,省税务局,tax", "11,3,省税务局,taxes"),
        "measure_agencies.csv, row 60, column “agency”: “taxes” is not known",
    ),
    "an unknown measure of a task": (
        *("tasks.csv", "15,8,对重点项目", "16,8,对重点项目"),
        "tasks.csv, row 95, column “measure”: “16” is not known (looked up in: measures)",
    ),
    "an unknown indicator": (
        *("targets.csv", ",enterprises,level", ",firms,level"),
        "targets.csv, row 7, column “indicator”: “firms” is not known (looked up in: indicators)",
    ),
    "an unknown whole": (
        *(
            "indicators.csv",
            "2,trade_total,,quarter,0,监管方式1371",
            "2,trades,,quarter,0,监管方式1371",
        ),
        "indicators.csv, row 8, column “part_of”: “trades” is not known (looked up in: indicators)",
    ),
    "an unknown target of a condition": (
        *("target_conditions.csv", "vehicles-2000,", "vehicles-3000,"),
        "target_conditions.csv, row 14, column “target”: “vehicles-3000” is not known",
        "targets.csv, row 12, column “code”: the target “vehicles-2000” has no condition",
    ),
    "an unknown reading": (
        *(
            "targets.csv",
            '6,"到2023年,进口整车将超过2000辆",vehicles',
            "6,到2024年进口整车,vehicles",
        ),
        "targets.csv, row 12, column “reading_printed”: “到2024年进口整车” is not known"
        " (looked up in: readings)",
    ),
    "half a reference to a reading": (
        *("targets.csv", '6,"到2023年,进口整车将超过2000辆",vehicles', "6,,vehicles"),
        "targets.csv, row 12, column “reading_printed”: this cell must not be empty",
    ),
    "a clause there is not": (
        *("zone_aliases.csv", "xiantao,仙桃保税货运中心,3", "xiantao,仙桃保税货运中心,33"),
        "zone_aliases.csv, row 73, column “clause”: “33” is not known"
        " (looked up in: salutation, preamble, 1, 2",
    ),
    "a text for an area": (
        *("zones.csv", "operating,5.41,", "operating,about 5,"),
        "zones.csv, row 2, column “area_km2”: “about 5” is not a number",
    ),
    "an area of nothing": (
        *("zones.csv", "operating,5.41,", "operating,0,"),
        "zones.csv, row 2, column “area_km2”: “0” does not lie between 0.01 and 100000",
    ),
    "a text for an amount": (
        *("target_conditions.csv", "average_growth,35,", "average_growth,35%,"),
        "target_conditions.csv, row 2, column “amount”: “35%” is not a number",
    ),
    "a text for a number of a measure": (
        *("measures.csv", "\n12,优化", "\ntwelve,优化"),
        "measures.csv: measure 12 of the text has no row",
        "measures.csv, row 13, column “number”: “twelve” is not a number",
    ),
    "half a year": (
        *("target_conditions.csv", "13,%,ge,2020,2021,2023", "13,%,ge,2020,2021,2022.5"),
        "target_conditions.csv, row 4, column “last_year”: “2022.5” is not a whole number",
    ),
    "a month that is none": (
        *("zone_dates.csv", "2017-12", "2017-13"),
        "zone_dates.csv, row 6, column “date”: “2017-13” is not a date",
    ),
    "a duplicate row": (
        *(
            "zone_codes.csv",
            "donghu,customs_area,4719,,,,verified\n",
            "donghu,customs_area,4719,,,,verified\ndonghu,customs_area,4719,,,,reported\n",
        ),
        "zone_codes.csv, row 3, column “zone”: this repeats row 2",
    ),
    "a duplicate number, written otherwise": (
        *("measures.csv", "\n15,", "\n014,"),
        "measures.csv: measure 15 of the text has no row",
        "measures.csv, row 16, column “number”: this repeats row 15",
        "measures.csv, row 16, column “title_zh”: “",
    ),
    "an agency twice in a measure": (
        *("measure_agencies.csv", "15,2,省财政厅,finance", "15,2,省商务厅,commerce"),
        "measure_agencies.csv, row 72, column “measure”: this repeats row 71",
    ),
    "an order twice in a measure": (
        *("measure_agencies.csv", "15,2,省财政厅", "15,1,省财政厅"),
        "measure_agencies.csv, row 72, column “measure”: this repeats row 71",
    ),
    "a task's phrase that is not printed": (
        *("tasks.csv", "Innovate in institutions,积极开展", "Innovate in institutions,积极推进"),
        "tasks.csv, row 86, column “phrase”: “积极推进制度创新” is not printed in clause 14",
    ),
    "a reading's phrase that is not printed": (
        *("readings.csv", "salutation,各县、州人民政府", "salutation,各市、州人民政府"),
        "readings.csv, row 2, column “printed”: “各市、州人民政府” is not printed in clause"
        " salutation",
    ),
    "a further place that is not printed": (
        *("reading_places.csv", "12,北京海关", "13,北京海关"),
        "reading_places.csv, row 26, column “printed”: “北京海关” is not printed in clause 13",
    ),
    "a further place of no reading": (
        *("reading_places.csv", "3,省食药监局,7", "4,省食药监局,7"),
        "reading_places.csv, row 11, column “reading_printed”: “省食药监局” is not known",
    ),
    "a title that is not the printed one": (
        *("measures.csv", "1,压实目标责任", "1,压实责任"),
        "measures.csv, row 2, column “title_zh”: “压实责任” is not printed in clause 1",
    ),
    "an agency's name that is not the printed one": (
        *("measure_agencies.csv", "11,1,北京海关", "11,1,武汉海关"),
        "measure_agencies.csv, row 58, column “printed”: “武汉海关” is not printed in clause 11",
    ),
    "a target's phrase that is not printed": (
        *("targets.csv", "下降35%以上,preamble", "增长35%以上,preamble"),
        "targets.csv, row 2, column “phrase”: “2021年至2023年年均进出口额增长35%以上”"
        " is not printed in clause preamble",
    ),
    "a measure the text does not print": (
        *("measures.csv", "\n15,", "\n16,"),
        "measures.csv: measure 15 of the text has no row",
        "measures.csv, row 16, column “number”: the text prints no measure 16;"
        " its measures are 1 to 15",
        "measure_agencies.csv, row 71, column “measure”: “15” is not known",
    ),
    "a target without conditions": (
        *(
            "target_conditions.csv",
            "projects-key,floor,count_each_year,5,count,ge,,2021,2023,0,,,,\n",
            "",
        ),
        "targets.csv, row 9, column “code”: the target “projects-key” has no condition",
    ),
    "a target without an indicator": (
        *("targets.csv", ",vehicles,level", ",,level"),
        "targets.csv, row 12, column “indicator”: this cell must not be empty",
    ),
    "named zones without a name": (
        *("targets.csv", "named_zones,donghu", "named_zones,"),
        "targets.csv, row 5, column “zones”: this cell must not be empty",
    ),
    "zones of a target for each city": (
        *("targets.csv", "each_city,", "each_city,yichang"),
        "targets.csv, row 10, column “zones”: “yichang” has no meaning here",
    ),
    "a direction that is none": (
        *("targets.csv", "level,each_city,,1,", "level,each_city,,0,"),
        "targets.csv, row 10, column “direction”: “0” is not possible here; choose one of: 1, -1",
    ),
    "an unknown scope": (
        *("targets.csv", "each_city", "each_town"),
        "targets.csv, row 10, column “scope”: “each_town” is not possible here; choose one of:"
        " province, each_zone, named_zones, each_city",
    ),
    "an unknown rule": (
        *("target_conditions.csv", "vehicles-2000,floor,level", "vehicles-2000,floor,levels"),
        "target_conditions.csv, row 14, column “rule”: “levels” is not possible here; choose one"
        " of: average_growth, point_gain, multiple, level, count_each_year, grade",
    ),
    "an unknown kind of indicator": (
        *("indicators.csv", "Enterprises with trade,stock", "Enterprises with trade,stocks"),
        "indicators.csv, row 9, column “kind”: “stocks” is not possible here; choose one of:"
        " flow, stock",
    ),
    "an unknown kind of unit": (
        *("indicators.csv", "stock,count,家", "stock,number,家"),
        "indicators.csv, row 9, column “unit”: “number” is not possible here; choose one of:"
        " money, count",
    ),
    "an unknown kind of reading": (
        *("readings.csv", "各市、州、县人民政府,wording", "各市、州、县人民政府,spelling"),
        "readings.csv, row 2, column “kind”: “spelling” is not possible here",
    ),
    "an unknown stage": (
        *("zones.csv", "jingzhou,applying", "jingzhou,hoping"),
        "zones.csv, row 9, column “stage”: “hoping” is not possible here",
    ),
    "neither judged nor not": (
        *("zones.csv", ",1,6,2023年8月封关", ",yes,6,2023年8月封关"),
        "zones.csv, row 7, column “rank_eligible”: “yes” is not possible here; choose one of: 0, 1",
    ),
    "a unit that does not fit its rule": (
        *("target_conditions.csv", "average_growth,35,%", "average_growth,35,points"),
        "target_conditions.csv, row 2, column “unit”: “points” is not possible here; choose one"
        " of: %",
    ),
    "a unit that does not fit what is measured": (
        *("target_conditions.csv", "level,550,count", "level,550,亿元"),
        "target_conditions.csv, row 9, column “unit”: “亿元” is not possible here; choose one of:"
        " count",
    ),
    "a rule that does not fit what is measured": (
        *(
            "target_conditions.csv",
            "grade-national,floor,grade,,class,ge,,2021,2023,1,A,全国,National,national",
            "grade-national,floor,count_each_year,1,count,ge,,2021,2023,1,,,,",
        ),
        "target_conditions.csv, row 6, column “rule”: “count_each_year” is not possible here;"
        " choose one of: grade",
    ),
    "a class there is not": (
        *("target_conditions.csv", "1,A,全国", "1,S,全国"),
        "target_conditions.csv, row 6, column “grade”: “S” is not possible here; choose one of:"
        " A, B, C, D",
    ),
    "an amount for a class": (
        *(
            "target_conditions.csv",
            "grade,,class,ge,,2021,2023,1,A,全国",
            "grade,1,class,ge,,2021,2023,1,A,全国",
        ),
        "target_conditions.csv, row 6, column “amount”: “1” has no meaning here",
    ),
    "growth without a base year": (
        *("target_conditions.csv", "35,%,ge,2020", "35,%,ge,"),
        "target_conditions.csv, row 2, column “base_year”: this cell must not be empty",
    ),
    "a base year in force": (
        *("target_conditions.csv", "35,%,ge,2020", "35,%,ge,2021"),
        "target_conditions.csv, row 2, column “first_year”: the years 2021 (base), 2021 (first)"
        " and 2023 (last) are not in order",
    ),
    "years the wrong way round": (
        *(
            "target_conditions.csv",
            "projects-leading,floor,count_each_year,1,count,ge,,2021,2023",
            "projects-leading,floor,count_each_year,1,count,ge,,2023,2021",
        ),
        "target_conditions.csv, row 10, column “first_year”: the years — (base), 2023 (first)"
        " and 2021 (last) are not in order",
    ),
    "a multiple of nothing": (
        *(
            "target_conditions.csv",
            "enterprises-doubled,floor,multiple,2,",
            "enterprises-doubled,floor,multiple,0,",
        ),
        "target_conditions.csv, row 8, column “amount”: “0倍” is too small; it must be more than 0",
    ),
    "a growth to below nothing": (
        *("target_conditions.csv", "average_growth,35,", "average_growth,-100,"),
        "target_conditions.csv, row 2, column “amount”: “-100%” is too small;"
        " it must be more than -100",
    ),
    "an alias of two zones": (
        *("zone_aliases.csv", "yichang,武汉,3,ambiguous", "yichang,武汉东湖,,short"),
        "zone_aliases.csv, row 48, column “printed”: “武汉东湖” would mean both donghu and yichang",
    ),
    "a short name of two zones, in another case": (
        *("zones.csv", "荆州,Jingzhou,jingzhou", "荆州,DONGHU,jingzhou"),
        "zones.csv, row 9, column “short_en”: “DONGHU” would mean both donghu and jingzhou",
    ),
    "a customs-area code of two zones": (
        *("zone_codes.csv", "yichang,customs_area,4734", "yichang,customs_area,4719"),
        "zone_codes.csv, row 13, column “code”: “4719” would mean both donghu and yichang",
    ),
    "an indicator that is a part of itself": (
        *(
            "indicators.csv",
            "zone,1,2,,trade_import;trade_export",
            "zone,1,2,processing,trade_import;trade_export",
        ),
        "indicators.csv, row 4, column “part_of”: “trade_total” is in the end a part of itself",
        "indicators.csv, row 5, column “part_of”: “processing” is in the end a part of itself",
    ),
    "a code with a blank": (
        *("cities.csv", "ezhou,鄂州市", "e zhou,鄂州市"),
        "cities.csv, row 6, column “code”: “e zhou” is not a code",
        "zones.csv, row 8, column “city”: “ezhou” is not known",
    ),
    "a name too long": (
        *("cities.csv", "鄂州市", "鄂" * 121),
        f"cities.csv, row 6, column “name_zh”: “{'鄂' * 40}…” is too long; 120 characters",
    ),
    "broken toml": (
        *("policy.toml", "base_year = 2020", "base_year = = 2020"),
        "policy.toml, row 13: this line is not TOML",
    ),
    "a manifest without its code": (
        *("policy.toml", 'code = "hubei-2021"\n', ""),
        "policy.toml: “code” is missing",
    ),
    "a manifest with a key too many": (
        *("policy.toml", "base_year = 2020", "base_year = 2020\nbase_month = 6"),
        "policy.toml: there is no “base_month”",
    ),
    "a table not named": (
        *("policy.toml", 'tasks = "tasks.csv"\n', 'chores = "tasks.csv"\n'),
        "policy.toml: “tables.tasks” is missing",
        "policy.toml: there is no “tables.chores”",
    ),
    "a table that is not there": (
        *("policy.toml", "tasks.csv", "chores.csv"),
        "policy.toml: the manifest names the file “chores.csv”, but it is not there",
    ),
    "a text that is not there": (
        *("policy.toml", '"policy.txt"', '"law.txt"'),
        "policy.toml: the manifest names the file “law.txt”, but it is not there",
    ),
    "a day in quotation marks": (
        *("policy.toml", "issued_on = 2021-10-21", 'issued_on = "2021-10-21"'),
        "policy.toml: “issued_on” has no proper value; write it as in: issued_on = 2021-10-21",
    ),
    "a year far off": (
        *("policy.toml", "base_year = 2020", "base_year = 20"),
        "policy.toml: “base_year” has no proper value; write it as in: base_year = 2020",
    ),
    "an empty name of the policy": (
        *("policy.toml", 'province_zh = "湖北省"', 'province_zh = " "'),
        "policy.toml: “province_zh” has no proper value",
    ),
    "the policy's years out of order": (
        *("policy.toml", "base_year = 2020", "base_year = 2022"),
        "policy.toml: the years 2022 (base), 2021 (first) and 2023 (last) are not in order",
    ),
    "a policy's code that is none": (
        *("policy.toml", '"hubei-2021"', '"湖北2021"'),
        "policy.toml, “code”: “湖北2021” is not a code",
    ),
    "another text": (
        *("policy.txt", "若干举措", "若干措施"),
        "policy.txt: the text is not the one whose text_sha256 the manifest holds",
    ),
}

#: file, the bytes that stand in it instead, and the sentence
BYTES = {
    "a picture under a table's name": ("zones.csv", PNG, "zones.csv: this is not a CSV table"),
    "a table saved as GBK": (
        *("agencies.csv", (BUNDLE / "agencies.csv").read_text("utf-8").encode("gbk")),
        "agencies.csv, row 2: the text is not UTF-8, it was probably saved as GBK",
    ),
    "an empty table": ("tasks.csv", b"", "tasks.csv: the file is empty"),
    "a text saved as GBK": (
        *("policy.txt", (BUNDLE / "policy.txt").read_text("utf-8").encode("gbk", "replace")),
        "policy.txt, row 1: the text is not UTF-8",
    ),
    "a text without measures": (
        *("policy.txt", "没有举措".encode()),
        "policy.txt: no numbered measure was found",
    ),
    "a picture under the manifest's name": (
        *("policy.toml", PNG),
        "policy.toml: this is not the manifest of a policy; choose the file policy.toml",
    ),
    "an empty manifest": ("policy.toml", b"\n", "policy.toml: this is not the manifest"),
    "a table under the manifest's name": (
        *("policy.toml", b"code,name\n"),
        "policy.toml, row 1: this line is not TOML",
    ),
    "a manifest saved as GBK": (
        *("policy.toml", 'code = "a"\nname_zh = "若干举措"\n'.encode("gbk")),
        "policy.toml, row 2: the text is not UTF-8",
    ),
    "a manifest cut off": (
        *("policy.toml", b'code = "a"\nname_zh = """\n\n'),
        "policy.toml, row 2: this line is not TOML",
    ),
}
