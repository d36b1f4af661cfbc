"""What stands for longer than an event: pairings, secondments, teaching at home, posts, bodies, reforms and brands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count, cycle

from zeren.core.packs import Cursor
from zeren.demo.bureau.view import HOLIDAYS, Bureau, Place, Row, day_at
from zeren.demo.district import JUNIOR, NURSERY, PRIMARY, DisabledCase, School, Teacher
from zeren.demo.people import draw_group, draw_name

URBAN, RURAL = "1", "3"
ASSISTANTS = 6
_FIRST_VISIT, _LAST_VISIT = date(2017, 3, 6), date(2017, 6, 30)
_LESSONS = ("认知与语言训练", "生活自理训练", "康复训练与音乐游戏", "语文、数学基础知识", "精细动作与绘画")

_PERIOD_END = date(2017, 6, 30)
PARTLY = 0.04  # share of due targets that are only partly reached


def partner_rows(bureau: Bureau) -> dict[str, list[Row]]:
    """Pairings, secondments and home-teaching visits."""
    return {
        "pairings": [*_bundles(bureau), *_partnerships(bureau), *_kindergarten_pairs(bureau)],
        "secondments": _secondments(bureau),
        "home_teaching_visits": _visits(bureau),
    }


# -- pairings ----------------------------------------------------------------------------------------------------------


def _pairing(identity: str, kind: str, lead: Place, members: Sequence[Place], **shared: object) -> list[Row]:
    """A row for the lead and one for each member: the schools taking part are the different units of the rows."""
    return [
        {
            "pairing_id": identity,
            "pairing_kind": kind,
            "lead_unit": lead.code,
            "lead_name": lead.name,
            "role": "lead" if unit is lead else "member",
            "member_code": unit.code,
            "member_name": unit.name,
            "agreement_from": date(2016, 9, 1),
            "agreement_to": date(2019, 8, 31),
            "evidence": "结对协议（演示数据）",
            **shared,
        }
        for unit in (lead, *members)
    ]


def _urban_leads(bureau: Bureau, stage: str) -> list[School]:
    """Public schools in town with that stage, the largest first."""
    found = [s for s in bureau.schools if s.is_public and s.urban_rural == URBAN and stage in s.stages]
    return sorted(found, key=lambda s: -sum(s.plan.values()))


def _bundles(bureau: Bureau) -> list[Row]:
    """Two bundles of a lead and three members: eight schools, the weak ones first."""
    rural = sorted(
        (s for s in bureau.schools if s.urban_rural == RURAL and PRIMARY in s.stages),
        key=lambda s: not s.weak,
    )
    leads = _urban_leads(bureau, PRIMARY)
    rows: list[Row] = []
    for number, lead in enumerate(leads[:2], 1):
        members = [bureau.place(s) for s in rural[3 * number - 3 : 3 * number]]
        rows += _pairing(
            f"K{number:02d}", "bundle", bureau.place(lead), members,
            document_number="中教〔2016〕71号", topic="bundled_development", target="6",
            measures="学校管理互通、课堂教学互研、教师队伍互派",
        )  # fmt: skip
    return rows


def _partnerships(bureau: Bureau) -> list[Row]:
    """Every rural school holds hands with one in town, of its own stage."""
    free = {stage: _urban_leads(bureau, stage)[2:] for stage in (PRIMARY, JUNIOR)}
    rows: list[Row] = []
    taken: set[str] = set()
    for number, school in enumerate((s for s in bureau.schools if s.urban_rural == RURAL), 1):
        lead = next((s for s in free[school.stages[0]] if s.code not in taken), None)
        if lead is None:
            break
        taken.add(lead.code)
        rows += _pairing(
            f"Q{number:02d}", "partnership", bureau.place(lead), [bureau.place(school)],
            document_number="中教〔2016〕70号", topic="urban_rural_partnership", target="6",
            measures="资源共享、互研共进",
        )  # fmt: skip
    return rows


def _kindergarten_pairs(bureau: Bureau) -> list[Row]:
    leads = [k for k in bureau.kindergartens if k.urban_rural == URBAN and not k.is_private]
    members = [k for k in bureau.kindergartens if k.urban_rural == RURAL and k.is_private]
    rows: list[Row] = []
    for number, (lead, member) in enumerate(zip(leads, members, strict=False), 1):
        rows += _pairing(
            f"Y{number:02d}", "one_to_one", bureau.place(lead), [bureau.place(member)],
            agreement_from=date(2017, 3, 16), agreement_to=date(2018, 7, 31),
            topic="kindergarten_pairing", target="5", measures="园务管理、教学观摩、跟岗研修",
        )  # fmt: skip
    return rows


# -- secondments -------------------------------------------------------------------------------------------------------


def _secondments(bureau: Bureau) -> list[Row]:
    """The nursery's assistants, and every teacher whom the staff register enters as seconded out."""
    nursery = bureau.district.kindergarten(NURSERY).code
    staff = [t for t in bureau.district.staff_of(nursery) if t.post_category == "teacher"]
    ranked = sorted(staff, key=lambda t: (t.status != "2", t.backbone_level == "none"))
    chosen = ranked[:ASSISTANTS] or _unregistered(bureau, nursery)
    built = cycle([k for k in bureau.kindergartens if k.ownership == "public_built_private"])
    rows = [_secondment(t, bureau.place(next(built)), "assistant_head") for t in chosen]
    taken = {t.teacher_id for t in chosen}
    rural = cycle([s for s in bureau.schools if s.urban_rural == RURAL])
    for teacher in bureau.district.teachers:
        if teacher.status == "2" and teacher.teacher_id not in taken:
            to = next(school for school in rural if school.code != teacher.unit)
            rows.append(_secondment(teacher, bureau.place(to), "rural_teaching"))
    return [{"secondment_id": f"P{number:03d}", **row} for number, row in enumerate(rows, 1)]


def _unregistered(bureau: Bureau, unit: str) -> list[Teacher]:
    """Assistants of a district whose staff register has not been written."""
    rng = bureau.rng("assistants")
    return [
        Teacher("", draw_name(rng), unit, "2", draw_group(rng), "0", None, "teacher", "county", "1")
        for _ in range(ASSISTANTS)
    ]


def _secondment(teacher: Teacher, to: Place, role: str) -> Row:
    assistant = role == "assistant_head"
    return {
        "teacher_id": teacher.teacher_id or None,
        "name": teacher.name,
        "gender": teacher.gender,
        "ethnic_group": teacher.ethnic_group,
        "from_unit": teacher.unit,
        "to_unit": to.code,
        "to_name": to.name,
        "role": role,
        "backbone_level": teacher.backbone_level,
        "part_time": assistant,
        "from_date": date(2017, 3, 1) if assistant else date(2016, 9, 1),
        "to_date": date(2018, 2, 28) if assistant else date(2017, 8, 31),
        "target": "5" if assistant else "6",
        "document_number": "中教〔2017〕16号" if assistant else "中教〔2016〕66号",
    }


# -- teaching at home --------------------------------------------------------------------------------------------------


def _visits(bureau: Bureau) -> list[Row]:
    cases = [case for case in bureau.district.disabled if case.placement == "home_teaching"]
    return [row for case in cases for row in _case_visits(bureau, case)]


def _case_visits(bureau: Bureau, case: DisabledCase) -> list[Row]:
    """A visit a week on the case's own weekday; now and then one is put off for illness."""
    rng = bureau.rng(f"visits/{case.case_id}")
    day = _FIRST_VISIT + timedelta(days=rng.randrange(5))
    second = draw_name(rng)
    rows: list[Row] = []
    while day <= _LAST_VISIT:
        if day not in HOLIDAYS and (not rows or rng.random() < 0.92):
            pair = rng.random() < 0.4
            teachers = case.home_teacher or draw_name(rng)
            rows.append(
                {
                    "case_id": case.case_id,
                    "school_code": case.home_teaching_school or case.school_code,
                    "date": day,
                    "periods": rng.choice((2, 2, 3)),
                    "teachers": f"{teachers}、{second}" if pair else teachers,
                    "teacher_persons": 2 if pair else 1,
                    "content": rng.choice(_LESSONS),
                    "guardian_confirmed": True,
                    "first_visit": not rows,
                    "place": "儿童家中",
                }
            )
        day += timedelta(days=7)
    return rows


# -- posts, bodies and initiatives ---------------------------------------------------------------------


def post_rows(bureau: Bureau) -> dict[str, list[Row]]:
    """Posts, standing bodies and initiatives."""
    return {"posts": _posts(bureau), "standing_bodies": _bodies(bureau), "initiatives": _initiatives(bureau)}


# -- posts -------------------------------------------------------------------------------------------------------------


def _posts(bureau: Bureau) -> list[Row]:
    """The letter cascaded: bureau leaders and sections once, heads and departments in every school."""
    rng, number = bureau.rng("posts"), count(1)
    office = Place(bureau.county, "区教育局", "county", 0, "")
    rows: list[Row] = []
    holders: dict[tuple[str, str], tuple[str, str]] = {}
    for target in bureau.story.list_at("posts"):
        level = target.text_at("level")
        places = bureau.select("schools") if level in {"school", "department"} else (office,)
        for place in places:
            key = (place.code, target.text_at("post"))
            if key not in holders:
                name = place.head if level == "school" else draw_name(rng)
                holders[key] = (f"G{next(number):04d}", name)
            identity, holder = holders[key]
            rows.append({"post_id": identity, "unit_code": place.code, "holder": holder, **_post(target)})
    due = [
        row
        for row in rows
        if row["due_date"] <= _PERIOD_END and row["post_level"] in {"school", "department"}
    ]
    partly = rng.sample(range(len(due)), round(PARTLY * len(due)))
    for position in partly:
        due[position] |= {"result": "partly", "completed_on": None, "evidence": None}
    for row in rows:
        if row["result"] == "done":
            row["completed_on"] = row["due_date"] - timedelta(days=rng.randrange(1, 20))
    return rows


def _post(target: Cursor) -> Row:
    due = day_at(target, "due")
    assert due is not None
    done = due <= _PERIOD_END
    return {
        "post": target.text_at("post"),
        "post_level": target.text_at("level"),
        "target": target.text_at("item"),
        "target_text": target.text_at("text"),
        "due_date": due,
        "result": "done" if done else "in_progress",
        "completed_on": None,
        "signed_on": date(2017, 3, 1),
        "evidence": "岗位目标考核记录（演示数据）" if done else None,
    }


# -- bodies and initiatives --------------------------------------------------------------------------------------------


def _bodies(bureau: Bureau) -> list[Row]:
    rng = bureau.rng("bodies")
    private = sum(kindergarten.is_private for kindergarten in bureau.kindergartens)
    rows: list[Row] = [
        {
            "body_id": body.text_at("id"),
            "body_kind": body.text_at("kind"),
            "name": body.text_at("name"),
            "unit_code": bureau.county,
            "topic": body.text_at("topic"),
            "target": body.text_at("item"),
            "established_on": day_at(body, "date"),
            "leader": draw_name(rng),
            "members": private
            if body.text_at("members") == "private_kindergartens"
            else body.integer_at("people", 1),
            "last_activity_on": day_at(body, "active"),
            "document_number": body.text_at("number"),
        }
        for body in bureau.story.list_at("bodies")
    ]
    return rows + [
        {
            "body_id": f"B1{position:02d}",
            "body_kind": "leading_group",
            "name": f"{school.name}体育美育工作领导小组",
            "unit_code": school.code,
            "topic": "pe_and_arts",
            "target": "4",
            "established_on": date(2017, 3, 1) + timedelta(days=rng.randrange(14)),
            "leader": school.head,
            "members": rng.randint(5, 9),
            "last_activity_on": date(2017, 6, 5) + timedelta(days=rng.randrange(10)),
        }
        for position, school in enumerate(bureau.select("schools"), 1)
    ]


def _initiatives(bureau: Bureau) -> list[Row]:
    rows: list[Row] = []
    for initiative in bureau.story.list_at("initiatives"):
        identity, rng = initiative.text_at("id"), bureau.rng(f"initiative/{initiative.text_at('id')}")
        for place in bureau.select(initiative.text_at("where"), identity):
            share = rng.uniform(0.4, 0.9)
            rows.append(
                {
                    "initiative_id": identity,
                    "title": initiative.text_at("title"),
                    "initiative_kind": initiative.text_at("kind"),
                    "unit_code": place.code,
                    "topic": initiative.text_at("topic"),
                    "target": initiative.text_at("item"),
                    "subject": initiative.text_at("subject") or None,
                    "started_on": day_at(initiative, "date"),
                    "pupils_covered": round(place.size * share),
                    "result": initiative.text_at("result"),
                    "evidence": "实施方案、过程材料（演示数据）",
                }
            )
    return rows
