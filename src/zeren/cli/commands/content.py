"""Commands on content: validate, template, new, docs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zeren.cli.options import FormatOption
from zeren.cli.output import Format, emit, finish, progress, say
from zeren.cli.reference import write_reference
from zeren.cli.scaffold import KINDS, scaffold
from zeren.core.engine import run_all_examples
from zeren.core.frameworks import run_framework_examples
from zeren.core.intake import write_template
from zeren.core.kernel import Period, Problem, ZerenError, exit_code, nearest
from zeren.core.packs import Pack, inspect, load, packs_folder
from zeren.core.reports import check_template
from zeren.core.scoring import check_letter, run_rule_examples
from zeren.workspace import publish


def validate(
    packs: Annotated[list[str] | None, typer.Argument(help="规则包名称或文件夹；省略时为全部")] = None,
    examples: Annotated[bool, typer.Option(help="是否用两个引擎跑指标的例子")] = True,
    form: FormatOption = Format.table,
) -> None:
    """检查规则包：写法、引用、计分规则、报告模板和每个指标的例子。Check packs, all problems in one pass."""
    names = packs or sorted(p.parent.name for p in packs_folder().glob("*/pack.yaml"))
    problems: list[Problem] = []
    checked = []
    with progress("检查规则包", form) as advance:
        for position, name in enumerate(names):
            advance(position, len(names))
            pack, found = inspect(name)
            problems += found
            if pack is not None and exit_code(found) == 0:
                problems += _deeper(pack, examples=examples)
            if pack is not None:
                checked.append(pack)
    if form is Format.table:
        for pack in checked:
            say(f"{pack.id} {pack.version}：{_contents(pack)}")
        if not problems:
            say("没有问题")
    raise typer.Exit(finish(problems, form, {"packs": [p.id for p in checked]}))


def _contents(pack: Pack) -> str:
    """What the pack itself holds, without what it takes over from others."""
    indicators = [i for i in pack.indicators.values() if i.pack == pack.id]
    rules = [r for r in pack.rule_examples.values() if r.pack == pack.id]
    counts = {
        "台账": sum(x.pack == pack.id for x in pack.ledgers.values()),
        "指标": len(indicators),
        "责任书": sum(x.pack == pack.id for x in pack.letters.values()),
        "国家标准": sum(x.pack == pack.id for x in pack.frameworks.values()),
        "报告": sum(x.pack == pack.id for x in pack.reports.values()),
        "计分规则": sum(len(r.examples) for r in rules),
    }
    told = "、".join(f"{name} {count}" for name, count in counts.items() if count)
    examples = sum(len(i.examples) for i in indicators)
    return (told or "无") + (f"（指标例子 {examples}）" if examples else "")


def _deeper(pack: Pack, *, examples: bool) -> list[Problem]:
    problems = [
        p for letter in pack.letters.values() if letter.pack == pack.id for p in check_letter(letter, pack)
    ]
    problems += [p for t in pack.reports.values() if t.pack == pack.id for p in check_template(t, pack)]
    if examples:
        problems += run_all_examples(pack) + run_framework_examples(pack) + run_rule_examples(pack)
    return problems


def template(
    ledgers: Annotated[list[str] | None, typer.Argument(help="台账编号；省略时为全部台账，每个一份")] = None,
    pack: Annotated[str, typer.Option(help="规则包")] = "cn-basic-education",
    out: Annotated[Path, typer.Option(help="写到哪个文件夹")] = Path(),
    period: Annotated[str, typer.Option(help="填报时期，如 2017H1；印在封面上")] = "",
    form: FormatOption = Format.table,
) -> None:
    """写出空白 Excel 模板，发给学校填报。Write blank Excel templates."""
    loaded = load(pack)
    names = ledgers or list(loaded.ledgers)
    covered = _period_words(period)
    written = []
    for name in names:
        if name not in loaded.ledgers:
            raise ZerenError(Problem("P020", found=name, hint=nearest(name, loaded.ledgers)))
        path = out / f"{loaded.ledgers[name].name}模板.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        home = loaded.ledgers[name].pack
        cover = {
            "填报单位": "",
            "单位代码": "",
            "填报时期": covered,
            "模板版本": f"{home} {loaded.versions[home]}",
        }
        write_template(path, [loaded.ledgers[name]], codes=loaded.codes, cover=cover)
        written.append(str(path))
    if form is Format.json:
        emit({"files": written})
    else:
        for name in written:
            say(f"写出 {name}")


def _period_words(text: str) -> str:
    if not text:
        return ""
    try:
        return Period.parse(text).text_zh
    except ValueError as error:
        raise ZerenError(Problem("P012", found=text, expected=str(error))) from error


def new(
    kind: Annotated[str, typer.Argument(help=f"要新建什么：{'、'.join(KINDS)}")],
    identity: Annotated[str, typer.Argument(help="编号：小写英文和下划线")],
    pack: Annotated[str, typer.Option(help="放在哪个规则包（名称或文件夹）")] = "cn-basic-education",
    form: FormatOption = Format.table,
) -> None:
    """新建指标、台账、责任书等的 YAML 骨架，写好后运行 zeren validate。Scaffold a new indicator and so on."""
    path = scaffold(kind, identity, load(pack))
    if form is Format.json:
        emit({"file": str(path)})
    else:
        say(f"写出 {path}\n把其中的“待填”改好，然后运行 zeren validate {pack}")


def docs(
    out: Annotated[Path, typer.Option(help="写到哪个文件夹")] = Path("docs/reference"),
    check: Annotated[bool, typer.Option("--check", help="只检查是否最新，不写")] = False,
    form: FormatOption = Format.table,
) -> None:
    """从规则包和代码生成参考文档。Generate the reference from packs and code."""
    pages = write_reference()
    stale = [
        name
        for name, text in pages.items()
        if not (out / name).is_file() or (out / name).read_text(encoding="utf-8") != text
    ]
    if not check:
        for name in stale:
            publish(out / name, pages[name].encode())
    if form is Format.json:
        emit({"pages": sorted(pages), "stale": stale})
    elif stale:
        say(("过期：" if check else "写出：") + "、".join(stale) + ("；请运行 make docs" if check else ""))
    else:
        say("参考文档是最新的")
    raise typer.Exit(1 if check and stale else 0)


def add_commands(app: typer.Typer) -> None:
    """Hang these commands on the application."""
    app.command("validate")(validate)
    app.command("template")(template)
    app.command("new")(new)
    app.command("docs", hidden=True)(docs)
