"""Verification: is every printed number the one that was signed? Needs the report alone, no workspace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from zeren.core.kernel import PrintedReport, Problem, ZerenError
from zeren.core.proof.compare import as_signed, compare_numbers, compare_words, hidden_directions
from zeren.core.proof.envelope import SignatureInfo, read_envelope
from zeren.core.proof.keys import same_fingerprint
from zeren.core.proof.verdict import Finding, Verdict

__all__ = ["Recheck", "verify", "verify_envelope"]

Recheck = Callable[[Mapping[str, Any]], str | None]


def verify(printed: PrintedReport, *, trusted: str | None = None, recheck: Recheck | None = None) -> Verdict:
    """Whether the report prints what was signed, and nothing else.

    Args:
        printed: The report as read back by ``intake.read_report``; one of form ``manifest`` is a bare signed manifest.
        trusted: The fingerprint the signer must have; None leaves the signer unchecked (and the verdict says so).
        recheck: With a workspace: given a citation's facts, the recomputed value as text where it differs from the facts, None
            where it agrees or cannot be recomputed.

    Shape: never raises on what the report holds; a report without a readable manifest gives a verdict that is not ok.

    Example:
        >>> verify(PrintedReport("docx", None, (), (), "")).problems[0].code
        'V101'
    """
    if printed.manifest is None:
        return _unreadable(printed, Problem("V101"), "absent")
    try:
        manifest, signer = read_envelope(printed.manifest)
    except ZerenError as error:
        return _unreadable(printed, error.problems[0], "unreadable")
    bare = printed.form == "manifest"
    bad, missing, checked = compare_numbers(manifest, as_signed(manifest) if bare else printed.numbers)
    bad += hidden_directions(printed.text)
    uncited = [Finding("uncited", printed=n.text, context=n.context) for n in printed.uncited]
    edited, edits = (None, ()) if bare else compare_words(manifest, printed)
    differs, recomputed = _recheck(manifest, recheck)
    key, refusals = _signer(signer, trusted)
    findings = [*bad, *missing, *uncited]
    problems = [p for _, p in refusals] + [f.problem() for f in findings] + [p for _, p in differs]
    first = next(iter([*findings, *(f for f, _ in differs), *(f for f, _ in refusals)]), None)
    if edited:
        edit = next(iter(edits), None)
        problems.append(
            Problem("V140", found=edit.printed if edit else "", expected=edit.signed if edit else "")
        )
    if key == "not_compared" and signer.problem is None:
        problems.append(Problem("V141", found=signer.fingerprint))
    return Verdict(
        ok=first is None,
        checked=checked,
        first_bad=first,
        bad=tuple(bad),
        missing=tuple(missing),
        uncited=tuple(uncited),
        edited_words=edited,
        edits=edits,
        signature=signer.state,
        fingerprint=signer.fingerprint,
        key=key,
        form=printed.form,
        numbers=len(manifest["numbers"]),
        about={name: manifest.get(name) for name in ("report", "snapshot", "packs", "made_at", "tool")},
        remeasured=recomputed,
        differs=tuple(f.citation for f, _ in differs),
        problems=tuple(problems),
    )


def verify_envelope(data: bytes, *, trusted: str | None = None, recheck: Recheck | None = None) -> Verdict:
    """Whether a signed manifest on its own holds: signature, signer, citations, and every number against its own citation."""
    return verify(PrintedReport("manifest", data, (), (), ""), trusted=trusted, recheck=recheck)


def _unreadable(printed: PrintedReport, problem: Problem, state: str) -> Verdict:
    finding = Finding("manifest", context=problem.en)
    return Verdict(False, 0, finding, bad=(finding,), signature=state, form=printed.form, problems=(problem,))


def _signer(signer: SignatureInfo, trusted: str | None) -> tuple[str, list[tuple[Finding, Problem]]]:
    refusals = []
    if signer.problem is not None:
        refusals.append((Finding("signature", context=signer.problem.en), signer.problem))
    if trusted is None:
        return "not_compared", refusals
    if same_fingerprint(signer.fingerprint, trusted):
        return "trusted", refusals
    problem = Problem("V106", found=signer.fingerprint, expected=trusted)
    return "different", [*refusals, (Finding("key", context=problem.en), problem)]


def _recheck(
    manifest: Mapping[str, Any], recheck: Recheck | None
) -> tuple[list[tuple[Finding, Problem]], int | None]:
    if recheck is None:
        return [], None
    numbers: dict[str, tuple[int, Mapping[str, Any]]] = {}
    for position, number in enumerate(manifest["numbers"], 1):
        numbers.setdefault(number["citation"], (position, number))
    differs, count = [], 0
    for citation in manifest["citations"]:
        if citation["kind"] not in {"measurement", "rows"}:
            continue  # a clause, a date, points: nothing in a snapshot to measure
        count += 1
        now = _recomputed(recheck, citation["facts"])
        if now is not None:
            position, n = numbers.get(citation["id"], (0, {}))
            context = (
                f"{n.get('before', '')}【{n.get('text', '')}】{n.get('after', '')}" if n else citation["text"]
            )
            told = (n.get("occurrence", ""), n.get("text", ""), now, citation["id"], context, position)
            problem = Problem("V122", found=citation["text"], expected=now)
            differs.append((Finding("remeasured", *told), problem))
    return differs, count


def _recomputed(recheck: Recheck, facts: Mapping[str, Any]) -> str | None:
    try:
        return recheck(facts)
    except ZerenError as error:  # the workspace does not have what the report rests on
        return error.problems[0].zh
    except (
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
    ) as error:  # facts that nobody honest would have signed
        return f"? ({type(error).__name__})"
