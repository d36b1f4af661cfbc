"use strict";
// Click or key on a number: its citation opens. Everything is in this file; nothing is fetched.
(function () {
  const read = (id) => { const found = document.getElementById(id); return found ? JSON.parse(found.textContent) : {}; };
  const citations = read("zeren-citations"), samples = read("zeren-rows");
  const KINDS = { measurement: "指标测算", rows: "台账记录", clause: "责任书条款", score: "计分", meta: "编排与说明" };
  const LABELS = { indicator: "指标编号", unit: "单位", period: "统计期", part: "取值", value: "值", numerator: "分子", denominator: "分母",
    null_reason: "无值原因", formula: "公式", source: "依据条款", pack: "规则包", snapshot: "冻结快照", ledgers: "台账", ledger: "台账", where: "条件",
    column: "栏目", row_count: "行数", letter: "责任书", document_number: "文号", target: "目标", op: "比较", clause: "条款原文", rule: "计分规则",
    full: "满分", reason: "计分理由", status: "结果", points_status: "分值性质", disaggregation: "分组", low: "最低得分", high: "最高得分" };
  const element = (name, text, cls) => { const made = document.createElement(name); if (text !== undefined) made.textContent = text; if (cls) made.className = cls; return made; };
  const template = document.getElementById("zeren-chrome");
  if (template) document.body.prepend(template.content.cloneNode(true));
  const panel = document.querySelector(".panel");
  let from = null;
  const show = (fact) => Array.isArray(fact) ? fact.map(show).join("、") : fact !== null && typeof fact === "object"
    ? Object.entries(fact).map(([k, v]) => k + "=" + v).join("，") : String(fact);
  function grid(head, rows) {
    const table = element("table"), top = element("tr"), scroll = element("div", undefined, "scroll");
    scroll.tabIndex = 0; scroll.setAttribute("role", "region"); scroll.setAttribute("aria-label", "台账行");
    head.forEach((h) => { const th = element("th", h); th.scope = "col"; top.append(th); });
    table.append(top);
    rows.forEach((r) => { const tr = element("tr"); r.forEach((c) => tr.append(element("td", c))); table.append(tr); });
    scroll.append(table);
    return scroll;
  }
  function open(number) {
    const cited = citations[number.dataset.citation];
    if (!cited) return;
    close(false);
    from = number;
    number.classList.add("open");
    const body = panel.querySelector("div");
    body.replaceChildren(element("h2", number.textContent), element("p", (KINDS[cited.kind] || cited.kind) + "：" + cited.text));
    const list = element("dl");
    for (const [key, label] of Object.entries(LABELS)) {
      const fact = cited.facts[key];
      if (fact === undefined || fact === null || fact === "" || (typeof fact === "object" && !Object.keys(fact).length)) continue;
      list.append(element("dt", label), element("dd", show(fact)));
    }
    list.append(element("dt", "出处编号"), element("dd", number.dataset.citation));
    body.append(list);
    if (cited.facts.rows && cited.facts.rows.length)
      body.append(element("h3", "台账行"), grid(["文件", "工作表", "行"], cited.facts.rows.map((r) => [r.file, r.sheet, r.row])));
    for (const side of samples[number.dataset.citation] || [])
      body.append(element("h3", side.title), side.rows.length ? grid(side.head, side.rows)
        : side.head.length ? element("p", "没有符合条件的行") : "");
    panel.hidden = false;
    document.body.classList.add("with-panel");
    panel.querySelector("button").focus();
  }
  function close(back) {
    panel.hidden = true;
    document.body.classList.remove("with-panel");
    if (from) { from.classList.remove("open"); if (back) from.focus(); }
    from = null;
  }
  document.addEventListener("click", (event) => {
    const number = event.target.closest("[data-citation][role=button]");
    if (number) open(number); else if (event.target.closest(".panel button")) close(true);
  });
  document.addEventListener("keydown", (event) => {
    const number = event.target.closest && event.target.closest("[data-citation][role=button]");
    if (number && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); open(number); }
    if (event.key === "Escape" && !panel.hidden) close(true);
  });
})();
