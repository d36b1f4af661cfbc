"""Composing: a template, a scorecard and the facts become a document in which every number knows its citation."""

from __future__ import annotations

import re
from datetime import date
from functools import partial

from jinja2 import DictLoader, TemplateSyntaxError, UndefinedError

from zeren.core.kernel import (
    Block,
    Document,
    Facts,
    Paragraph,
    Place,
    Problem,
    Scorecard,
    ZerenError,
)
from zeren.core.packs import Letter, Pack, ReportTemplate, TemplateSection
from zeren.core.reports.composing.assembly import Assembly
from zeren.core.reports.composing.samples import row_samples
from zeren.core.reports.composing.second_look import second_look
from zeren.core.reports.directives import today_number
from zeren.core.reports.session import Session
from zeren.core.reports.template_check import check_template, environment

__all__ = ["compose"]


def compose(
    template: ReportTemplate,
    scorecard: Scorecard,
    *,
    letter: Letter,
    pack: Pack,
    facts: Facts,
    unit: str,
    at: date,
    notice: str = "",
    problems: list[Problem] | None = None,
) -> Document:
    """Compose the report.

    Shape: ``unit`` is the code of the unit reported on, ``at`` the 成文日期. Warnings (events nobody tells R030,
    sentences or events that look alike R031, R032) are appended to ``problems`` where a list is given. The document is numbered,
    and every cited measurement has the first rows of its numerator beside it.

    Raises:
        ZerenError: everything wrong with the template (see :func:`check_template`), and R-codes of what failed while composing,
            for all sections in one pass.

    Example:
        >>> from types import SimpleNamespace
        >>> from zeren.core.kernel import OrgTree, Outcome, Period, Unit
        >>> from zeren.core.packs import load
        >>> pack = load("chengzhong-2017")
        >>> facts = SimpleNamespace(
        ...     tree=OrgTree([Unit("630103", "城中区", "county")]), period=Period.parse("2017H1"), snapshot_id="0" * 64
        ... )
        >>> letter = pack.letters["chengzhong-2017"]
        >>> section = TemplateSection("a.md", "# 目标完成情况\\n\\n{{ period() }}，各项工作有序推进。")
        >>> template = ReportTemplate("t", "例", letter.id, "自查报告", "教育局", "", "630103", (section,))
        >>> card = Scorecard(letter.id, "630103", "2017H1", Outcome("pending", waiting_for="human"), (), letter.full)
        >>> document = compose(
        ...     template, card, letter=letter, pack=pack, facts=facts, unit="630103", at=date(2017, 7, 20)
        ... )
        >>> [number.text for number in document.numbers()]
        ['一、', '2017年1—6月', '2017年7月20日']
    """
    if template.letter != letter.id:
        raise ZerenError(Problem("R017", found=letter.id, expected=template.letter))
    errors = [p for p in check_template(template, pack) if p.severity == "error"]
    if errors:
        raise ZerenError(errors)
    session = Session(template, scorecard, letter, pack, facts, unit, at)
    session.org(None)
    assembly = Assembly(session)
    blocks = _sections(session, assembly)
    if problems is not None:
        problems += second_look(session, blocks)
    opening, closing = _frame(session, notice)
    title = session.cited(
        template.title, session.meta("title", template.title, "报告模板 report.yaml", template=template.id)
    )
    body = (*opening, *blocks, *closing)
    document = Document(title, body, session.citations, _meta(session, notice), row_samples(session))
    return document.numbered()


def _sections(session: Session, assembly: Assembly) -> list[Block]:
    env = environment(lambda call: partial(call, session))
    env.loader = DictLoader(
        {section.file: _lines_kept(section.text) for section in session.template.sections}
    )
    blocks: list[Block] = []
    failed: list[Problem] = []
    for section in session.template.sections:
        try:
            blocks += assembly.blocks(env.get_template(section.file).render())
        except ZerenError as error:
            failed += [_placed(p, section, error) for p in error.problems]
        except (TemplateSyntaxError, UndefinedError) as error:
            failed.append(Problem("R002", _line(section, error), str(error.message)))
        except Exception as error:  # noqa: BLE001  a template's expression may fail in any way; its author needs the line
            failed.append(Problem("R012", _line(section, error), f"{type(error).__name__}: {error}"))
    if failed:
        raise ZerenError(failed)
    return blocks


def _lines_kept(text: str) -> str:
    """A line of tags alone vanishes with its line break; a line that ends in a tag keeps it (trim_blocks would not)."""

    def mend(line: str) -> str:
        words = re.sub("{%.*?%}|{#.*?#}", "", line).strip()
        bare = line.rstrip()
        return f"{bare[:-2]}+%}}" if words and bare.endswith("%}") and bare[-3] not in "-+" else line

    return "\n".join(mend(line) for line in text.splitlines())


def _line(section: TemplateSection, error: BaseException) -> Place:
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return Place(section.file, getattr(error, "lineno", None) or line)


def _placed(problem: Problem, section: TemplateSection, error: BaseException) -> Problem:
    place = _line(section, error)
    return Problem(
        problem.code, place, problem.found, problem.expected, problem.hint, problem.details, problem.severity
    )


def _frame(session: Session, notice: str) -> tuple[list[Block], list[Block]]:
    template = session.template
    opening: list[Block] = []
    if notice:
        opening.append(Paragraph(session.cited(notice, session.meta("notice", notice, "声明")), "notice"))
    if template.addressee:
        words = template.addressee.rstrip("：:") + "："
        opening.append(
            Paragraph(
                session.cited(words, session.meta("addressee", words, "报告模板 report.yaml")), "addressee"
            )
        )
    issuer = session.cited(
        template.issuer, session.meta("issuer", template.issuer, "报告模板 report.yaml", template=template.id)
    )
    return opening, [Paragraph(issuer, "signature"), Paragraph((today_number(session),), "signature")]


def _meta(session: Session, notice: str) -> dict[str, str]:
    return {
        "title": session.template.title,
        "issuer": session.template.issuer,
        "unit": session.unit,
        "unit_name": session.org(None).name,
        "period": session.facts.period.id,
        "letter": session.letter.id,
        "template": session.template.id,
        "date": session.at.isoformat(),
        "snapshot": session.facts.snapshot_id,
        "packs": ", ".join(f"{name} {version}" for name, version in sorted(session.pack.versions.items())),
        "notice": notice,
    }
