"""Skeletons of new content: a file that says what is still to be written."""

from __future__ import annotations

import re
from pathlib import Path

from zeren.core.kernel import Problem, ZerenError, nearest, register
from zeren.core.packs import Pack
from zeren.workspace import publish

register(
    "usage",
    [
        ("U010", "不能新建“{found}”", "Cannot scaffold “{found}”", "可用：{expected}", "Known: {expected}"),
        (
            "U011",
            "编号“{found}”不合要求：小写英文字母开头，只用小写字母、数字和下划线",
            "“{found}” is not an id: start with a lower-case letter; lower-case letters, digits and underscores only",
            "换一个编号",
            "Choose another id",
        ),
    ],
)

_INDICATOR = """id: {id}
name: 待填：指标名称
name_en: 待填
source: 待填：文号、附件、条款
unit: percent                  # percent | per_hundred | per_thousand | ratio | per_pupil | count
direction: higher_is_better    # higher_is_better | lower_is_better | neutral
numerator:   {{count: pupils, where: "stage = '1'"}}
denominator: {{count: pupils}}
examples:
- name: 待填：一般情形
  given:
    pupils: |
      unit | stage
      A    | 1
      A    | 2
  expect: {{A: 50.00}}
- name: 待填：缺失值不计入分子
  given:
    pupils: |
      unit | stage
      A    | 1
      A    |
  expect: {{A: 50.00}}
"""
_LEDGER = """id: {id}
name: 待填：台账名称
name_en: 待填
definition: 待填：每行是什么
definition_en: 待填
source: 待填：依据的表式或文件
submitted_by: school           # school | kindergarten | county
unit: school_code
key: [record_id]
period: snapshot               # snapshot | event | standing
columns:
- {{id: record_id, name: 编号, name_en: Record id, type: text, required: true, sensitivity: internal}}
- id: school_code
  name: 学校标识码
  name_en: School code
  type: text
  format: school_code
  required: true
  sensitivity: public
"""
_PARAMETER = """id: {id}
name: 待填：参数名称
name_en: 待填
type: integer                  # integer | decimal | date | text
source: 待填：出处
values:
- {{from: 2000-01-01, value: 0}}
"""
_CODES = """id: {id}
name: 待填：代码表名称
name_en: 待填
source: 待填：标准号
values:
- {{code: "1", name: 待填, name_en: 待填}}
"""
KINDS = {
    "indicator": ("indicators", _INDICATOR),
    "ledger": ("ledgers", _LEDGER),
    "parameter": ("parameters", _PARAMETER),
    "codes": ("codes", _CODES),
}


def scaffold(kind: str, identity: str, pack: Pack) -> Path:
    """Write the skeleton of a new file into a pack.

    Raises:
        ZerenError: U010 for an unknown kind, U011 for an id that is not one, W009 when the file is there already.
    """
    if kind not in KINDS:
        raise ZerenError(Problem("U010", found=kind, expected="、".join(KINDS), hint=nearest(kind, KINDS)))
    if not re.fullmatch(r"[a-z][a-z0-9_]*", identity):
        raise ZerenError(Problem("U011", found=identity))
    folder, text = KINDS[kind]
    path = Path(pack.path) / folder / f"{identity}.yaml"
    if path.exists():
        raise ZerenError(Problem("W009", found=str(path)))
    publish(path, text.format(id=identity).encode())
    return path
