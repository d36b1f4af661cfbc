"""The overview page of a workspace: targets met, at risk and missed; a chart a rate by school; every number leads to its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from zeren.core.kernel import Document, Facts, Inline, Note, Number, RowQuery, Scorecard, display
from zeren.core.packs import Indicator, Item, Letter, Limit, Pack, ReportTemplate, Target, Term, atoms
from zeren.core.reports.charts import BAR, KEPT, MISSED, SchoolBar, school_bars
from zeren.core.reports.directives import measured, name
from zeren.core.reports.ledger_directives import cell_text
from zeren.core.reports.letter_directives import (
    STATUS_WORDS,
    full_points,
    limit,
    points,
    status_count,
    target_name,
    total_full,
    total_points,
)
from zeren.core.reports.pieces import Piece
from zeren.core.reports.render.page import PANEL, asset, inline_html, page
from zeren.core.reports.session import Session, full_date

__all__ = ["overview_html"]

BARS = 40  # a chart shows so many schools, worst first; the table below it shows all
SAMPLE = 5
_ROOM = Decimal("1.04")  # beyond the longest bar, so that a limit at its end is seen whole
_SCROLL = '<div class="scroll{}" role="region" tabindex="0" aria-label="{}">'
_OPS = {"<=": "≤", ">=": "≥", "=": "＝", "<": "＜", ">": "＞"}
_HINT = '<div class="hint" role="note">点击带虚线的数字，可查看分子、分母、公式、依据条款、快照和台账行</div>'


def overview_html(
    scorecard: Scorecard,
    *,
    letter: Letter,
    pack: Pack,
    facts: Facts,
    unit: str,
    document: Document | None = None,
    notice: str = "",
    links: Mapping[str, str] | None = None,
) -> str:
    """The overview as one self-contained page.

    Shape: ``document`` adds how many numbers the report prints, ``links`` (label to relative address) lead to other files.
    Rows are shown without their personal and sensitive columns.
    """
    template = ReportTemplate("overview", "", letter.id, "", "", "", unit, ())
    session = Session(template, scorecard, letter, pack, facts, unit, facts.period.end)
    view = _Overview(session, notice, links or {}, document)
    title = f"{session.org(None).name}教育发展目标责任制考核总览"
    body = view.body(title)
    return page(
        title, body, styles=asset("report.css") + asset("overview.css"), chrome=_HINT + PANEL, citations=session.citations,
        rows=view.samples,
    )  # fmt: skip


class _Overview:
    def __init__(
        self, session: Session, notice: str, links: Mapping[str, str], document: Document | None
    ) -> None:
        self.session, self.notice, self.links, self.document = session, notice, links, document
        self.samples: dict[str, list[dict[str, Any]]] = {}

    def body(self, title: str) -> str:
        """The page's main part."""
        parts = (
            self._head(title),
            self._cards(),
            self._watch(),
            self._targets(),
            self._indicators(),
            self._foot(),
        )
        return f"<main>{''.join(parts)}</main>"

    def _say(self, *parts: Piece | str) -> str:
        return "".join(escape(p) if isinstance(p, str) else self._inlines(p.inlines) for p in parts)

    def _inlines(self, inlines: Iterable[Inline]) -> str:
        return inline_html([i for i in inlines if not isinstance(i, Note)], self.session.citations)

    # -- head ----------------------------------------------------------------------------------------------------------

    def _head(self, title: str) -> str:
        letter, period = self.session.letter, self.session.facts.period
        notice = f'<p class="notice">{escape(self.notice)}</p>' if self.notice else ""
        files = "".join(
            f'<li><a href="{escape(href)}">{escape(label)}</a></li>' for label, href in self.links.items()
        )
        nav = f'<nav aria-label="文件"><ul>{files}</ul></nav>' if files else ""
        return (
            f"<header><h1>{escape(title)}</h1><p>{escape(period.text_zh)} · 《{escape(letter.name)}》"
            f"（{escape(letter.document_number)}）</p>{notice}{nav}</header>"
        )

    def _cards(self) -> str:
        items = "".join(
            f'<li class="{status}"><b>{self._say(status_count(self.session, status))}</b>{words}</li>'
            for status, words in STATUS_WORDS.items()
        )
        mark = "（示意分值）" if self.session.illustrative else ""
        total = self._say(total_points(self.session), " / ", total_full(self.session))
        note = self.session.letter.points_note if self.session.illustrative else ""
        return (
            f'<section aria-label="概况"><ul class="cards">{items}<li><b>{total}</b>自评得分{mark}</li></ul>'
            f"{f'<p class=muted>{escape(note)}</p>' if note else ''}</section>"
        )

    def _watch(self) -> str:
        lines = []
        for status in ("missed", "at_risk"):
            for target in self.session.letter.targets:
                if self.session.line(target.id).status == status:
                    lines.append(f'<li class="{status}">{self._sentence(target)} {_chip(status)}</li>')
        content = (
            f'<ul class="watch">{"".join(lines)}</ul>' if lines else "<p>没有未达标或接近限值的目标。</p>"
        )
        return f"<section><h2>需要关注的目标</h2>{content}</section>"

    def _sentence(self, target: Target) -> str:
        bound = self._say("，要求", *self._asked(target), "。")
        actual, link = "—", escape(target.name)
        if target.indicator:
            actual = self._say(measured(self.session, self.session.measurement(target.indicator)))
            link = f'<a href="#i-{target.indicator}">{link}</a>'
        line = self.session.line(target.id)
        reason = self._inlines(self.session.cited(line.reason, self.session.score_citation(line)))
        return f"{link}：{actual}{bound}{reason}"

    def _asked(self, target: Target) -> tuple[Piece | str, ...]:
        """The limit; a target that a person judges or the others decide has none."""
        if not target.limit.states:
            return ("按计分规则",)
        return (_OPS[target.limit.op], limit(self.session, target.id))

    # -- targets -------------------------------------------------------------------------------------------------------

    def _targets(self) -> str:
        head = "".join(
            f'<th scope="col">{h}</th>'
            for h in ("目标", "要求", "完成值", "结果", "得分", "责任科室", "期限")
        )
        parts = []
        for section in self.session.letter.sections:
            rows = "".join(self._item(item) for item in section.items)
            parts.append(
                f"<h3>{escape(section.name)}</h3>{_SCROLL.format('', escape(section.name))}"
                f'<table class="wide"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
            )
        return f"<section><h2>全部目标</h2>{''.join(parts)}</section>"

    def _item(self, item: Item) -> str:
        head = (
            f'<tr><th class="l" colspan="7" scope="colgroup">{escape(item.id)}. {escape(item.name)}</th></tr>'
        )
        return head + "".join(self._line(item, target) for target in item.targets)

    def _line(self, item: Item, target: Target) -> str:
        session = self.session
        status = session.line(target.id).status
        link, actual = escape(target.id), "—"
        if target.indicator:
            link = f'<a href="#i-{target.indicator}">{link}</a>'
            actual = self._say(measured(session, session.measurement(target.indicator)))
        cells = (
            f'<td class="l">{link} {self._say(target_name(session, target.id))}</td>',
            f"<td>{self._say(*self._asked(target))}</td>",
            f"<td>{actual}</td>",
            f"<td>{_chip(status)}</td>",
            f"<td>{self._say(points(session, target.id), '/', full_points(session, target.id))}</td>",
            f"<td>{escape(target.office or item.office)}</td>",
            f"<td>{escape(full_date(target.due or item.due))}</td>",
        )
        return f"<tr>{''.join(cells)}</tr>"

    # -- indicators ----------------------------------------------------------------------------------------------------

    def _indicators(self) -> str:
        chosen: dict[str, Target] = {}
        for target in self.session.letter.targets:
            if not target.indicator:
                continue
            if target.indicator not in chosen or chosen[target.indicator].qualitative:
                chosen[target.indicator] = target
        blocks = "".join(
            self._indicator(self.session.indicator(key), target) for key, target in chosen.items()
        )
        return f"<section><h2>指标、学校与台账</h2>{blocks}</section>"

    def _indicator(self, indicator: Indicator, target: Target) -> str:
        session = self.session
        measurement = session.measurement(indicator.id)
        parts = [measured(session, measurement, part) for part in ("value", "numerator", "denominator")]
        cited = session.keep(session.facts.cite(measurement))
        sides = self._sides(indicator)
        for part in ("value", "numerator", "denominator"):
            self.samples[session.keep(session.facts.cite(measurement, part))] = sides
        fraction = (
            "" if measurement.denominator is None else self._say("（分子", parts[1], "，分母", parts[2], "）")
        )
        rows = "".join(
            f"<h4>{escape(side['title'])}</h4>{_grid(side['head'], side['rows'])}" for side in sides
        )
        return (
            f'<section class="block" id="i-{indicator.id}"><h3>{self._say(name(session, indicator.id))}</h3>'
            f"<p>{escape(session.org(None).name)}{self._say(parts[0])}{fraction}；"
            f"要求{self._say(*self._asked(target))} {_chip(session.line(target.id).status)}</p>"
            f'<p class="muted">{escape(session.citations[cited].text)}</p>{self._schools(indicator, target)}'
            f"<details><summary>台账行样例（不含个人信息栏目）</summary>{rows}</details></section>"
        )

    def _schools(self, indicator: Indicator, target: Target) -> str:
        bound = None if target.qualitative else target.limit
        bars = school_bars(self.session.facts, indicator, unit=self.session.unit, limit=bound)
        if (
            indicator.denominator is None
        ):  # of a count, only where something was counted: ninety zeros hide the few
            bars = [bar for bar in bars if bar.measurement.value]
        if len(bars) < 2:
            return '<p class="muted">本指标不分校测算。</p>'
        # A count says nothing about a school beside another school; a chart is drawn of rates only.
        drawing = "" if indicator.denominator is None else self._chart(indicator, bars, bound)
        lines = "".join(self._school(indicator, bar) for bar in bars)
        head = "".join(f'<th scope="col">{h}</th>' for h in ("学校", "分子", "分母", "数值"))
        return (
            f"{drawing}<details><summary>各校数据（{len(bars)}所）</summary>"
            f"{_SCROLL.format(' tall', '各校数据')}<table><thead><tr>{head}</tr></thead>"
            f"<tbody>{lines}</tbody></table></div></details>"
        )

    def _chart(self, indicator: Indicator, bars: Sequence[SchoolBar], bound: Limit | None) -> str:
        """A table whose middle column is drawn: words keep their size on a narrow screen, and a reader aloud meets a table.

        The report's charts are Vega-Lite because a docx and a PDF need pictures; twenty of them would take this page two seconds.
        """
        shown = bars[:BARS]
        reach = [bar.measurement.value or Decimal(0) for bar in shown] + ([bound.value] if bound else [])
        top = max(reach) * _ROOM or Decimal(1)
        line = (
            f'<line x1="{_share(reach[-1], top)}" x2="{_share(reach[-1], top)}" y2="100%"/>' if bound else ""
        )
        rows = "".join(
            self._bar(indicator, bar, _share(value, top), line)
            for bar, value in zip(shown, reach, strict=False)
        )
        cut = f"图中为最需关注的{BARS}个单位，全部见下表。" if len(bars) > BARS else ""
        words = f"{indicator.printed_name}（分校，由差到好）{'，虚线为责任书要求。' if bound else '。'}{cut}"
        return (
            f'<figure><table class="bars" aria-label="{escape(indicator.printed_name)}分校柱形图">{rows}</table>'
            f"<figcaption><p>{escape(words)}</p></figcaption></figure>"
        )

    def _bar(self, indicator: Indicator, bar: SchoolBar, width: str, line: str) -> str:
        number = Number(display(bar.measurement.value, indicator.unit, indicator.places), self._cited(bar))
        fill, mark = (BAR, "") if bar.holds else (MISSED, f'<span class="chip missed">{KEPT[1]}</span> ')
        return (
            f'<tr><th scope="row">{escape(bar.name)}</th><td class="bar"><svg aria-hidden="true">'
            f'<rect y="14%" width="{width}" height="72%" fill="{fill}"/>{line}</svg></td>'
            f'<td class="n">{mark}{self._inlines([number])}</td></tr>'
        )

    def _cited(self, bar: SchoolBar) -> str:
        # One citation a school: it names numerator and denominator, and three a school would double the page.
        return self.session.keep(self.session.facts.cite(bar.measurement))

    def _school(self, indicator: Indicator, bar: SchoolBar) -> str:
        m = bar.measurement
        key = self._cited(bar)
        shown = (
            "" if m.numerator is None else display(m.numerator, "count", 2),
            "" if m.denominator is None else display(m.denominator, "count", 2),
            display(m.value, m.unit_of_measure, indicator.places),
        )
        cells = "".join(
            f'<td class="n">{self._inlines([Number(text, key)]) if text else ""}</td>' for text in shown
        )
        mark = "" if bar.holds else f" {_chip('missed')}"
        return f'<tr id="u-{indicator.id}-{escape(bar.code)}"><td class="l">{escape(bar.name)}{mark}</td>{cells}</tr>'

    # -- rows ----------------------------------------------------------------------------------------------------------

    def _sides(self, indicator: Indicator) -> list[dict[str, Any]]:
        sides = []
        for words, term in (("分子", indicator.numerator), ("分母", indicator.denominator)):
            sides += [self._side(words, ledger, where) for ledger, where in _sources(term)]
        return sides

    def _side(self, words: str, ledger: str, where: str) -> dict[str, Any]:
        session = self.session
        known = session.ledger(ledger)
        found = session.facts.rows(RowQuery(ledger, where, session.unit, (), SAMPLE))
        open_columns = [c for c in known.columns if c.sensitivity in {"public", "internal"}][:6]
        rows = [
            [
                f"{row.file}·{row.sheet}",
                str(row.number),
                *(_cell(cell_text(session, c, row.values.get(c.id))) for c in open_columns),
            ]
            for row in found
        ]
        title = f"{words}：{known.name}，符合条件{found.total}行" + (
            f"，前{len(rows)}行" if found.total > len(rows) else ""
        )
        return {"title": title, "head": ["文件", "行", *(c.name for c in open_columns)], "rows": rows}

    def _foot(self) -> str:
        session = self.session
        packs = "、".join(f"{key} {version}" for key, version in sorted(session.pack.versions.items()))
        report = ""
        if self.document is not None:
            report = f"自查报告印出的{sum(1 for _ in self.document.numbers())}个数字均有出处。"
        return f"<footer><p>{report}快照 {escape(session.facts.snapshot_id)}；规则包 {escape(packs)}。</p></footer>"


def _sources(term: Term | None) -> list[tuple[str, str]]:
    """Ledger and condition of every atom of a term, once each."""
    return list(dict.fromkeys((atom.ledger, atom.where.text or "TRUE") for atom in atoms(term)))


def _share(value: Decimal, top: Decimal) -> str:
    """How far along the chart a value reaches."""
    return f"{max(value, Decimal(0)) / top:.2%}"


def _cell(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _chip(status: str) -> str:
    return f'<span class="chip {status}">{STATUS_WORDS[status]}</span>'


def _grid(head: list[str], rows: list[list[str]]) -> str:
    if not rows:
        return "<p>没有符合条件的行。</p>"
    top = "".join(f'<th scope="col">{escape(h)}</th>' for h in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"{_SCROLL.format('', '台账行')}<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
