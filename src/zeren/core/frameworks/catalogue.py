"""What can be wrong with a framework's table and with the answers."""

from zeren.core.kernel import register

# The table: without these being put right nothing can be computed.
register(
    "intake",
    [
        ("F001", "表里没有“{expected}”这一列", "The table has no column “{expected}”", "补上这一列，列名照表样写；单位可写在括号里", "Add the column, named as in the form; a unit may follow in brackets"),
        ("F002", "“{found}”填了两次：{details_rows}", "“{found}” is entered twice: {details_rows}", "删去重复的一行；如果是两所学校，把名称写全", "Delete the repeated row, or write the two names in full"),
        ("F003", "看不出“{found}”属于哪个学段", "It cannot be told which stage “{found}” is", "在“学段”一列填写：{expected}；合设学校也可填办学类型和各学段在校生数", "Fill in the stage: {expected}; a combined school may give its type and the enrolment of each stage"),
        ("F006", "这一行没有写名称", "This row has no name", "补上学校名称；空行请整行删去", "Enter the school's name; delete rows that are not needed"),
        ("F007", "表里没有一行可以评估的数据", "The table holds no row that can be assessed", "检查是否填错了工作表，或全部被剔除", "Check the sheet; every row may have been left out"),
    ],
)  # fmt: skip

# One cell: the value counts as missing, and the result says pending.
register(
    "intake",
    [
        ("F004", "“{column}”不能小于{expected}，找到“{found}”；按缺失处理", "“{column}” must not be less than {expected}, found “{found}”; taken as missing", "核对后改正", "Check and correct it"),
        ("F005", "“{column}”应为{expected}，找到“{found}”；按缺失处理", "“{column}” must be {expected}, found “{found}”; taken as missing", "只写数字，不带单位和文字", "Write the number alone"),
        ("F016", "“{school}”的{column}是各学段共用的，但{found}，不能折算，按缺失处理", "{column} of “{school}” are shared between sections and cannot be split: {found}", "补上各学段在校生数，或把各学段的数分开填", "Give the enrolment of each section, or the figures section by section"),
    ],
)  # fmt: skip

# What the reader should look at, though the work can go on.
register(
    "intake",
    [
        ("F010", "“{school}”的“{column}”没有填，用到它的指标为缺失，不按0计算", "“{column}” of “{school}” is blank: what needs it is missing, not 0", "补上这个数；确实没有就填0", "Fill it in; write 0 if there is none"),
        ("F011", "“{school}”在校生数为0，不参加计算", "“{school}” has no pupils and is left out", "确认是否停办或漏填", "Check whether it is closed or the figure is missing"),
        ("F012", "“{column}”写的是“{found}”，按“{expected}”理解", "“{column}” says “{found}”, read as “{expected}”", "如果不对，改成：{details_known}", "If that is wrong, write one of: {details_known}"),
        ("F013", "“{column}”写的“{found}”不认识，没有据此剔除或折算", "“{found}” in “{column}” is not known; nothing was left out or split because of it", "可写：{details_known}", "Known: {details_known}"),
        ("F014", "这一行没有写名称，按上一行的“{found}”理解（合并单元格）", "This row has no name and is read as “{found}” above (merged cells)", "如果不对，写上名称", "If that is wrong, write the name"),
        ("F015", "“{school}”各学段的{column}完全相同，像是把全校的数填了几遍；{expected}", "{column} of “{school}” are the same in every section, as if the whole school's figures had been repeated", "共用的只填一行，其余留空；各有各的就不用改", "What is shared goes in one row only; leave it if each section really has as much"),
        ("F017", "“{school}”各学段在校生数合计{found}，与在校生数{expected}不符", "The sections of “{school}” have {found} pupils together, not {expected}", "核对这几个数", "Check these figures"),
        ("F018", "“{found}”这一列没有用到", "Column “{found}” is not used", "不需要改；如果是表里的某一列，请照表样写列名", "Nothing to do, unless it is one of the form's columns under another name"),
        ("F019", "“{school}”是{expected}，但表里只有{found}一行；按这一学段自己的数计算", "“{school}” is a combined school ({expected}) with a row for {found} only; the row's figures are taken as that section's own", "如果填的是全校的数，补上其他学段和在校生数", "If the figures are the whole school's, add the other sections and their enrolment"),
        ("F020", "“{school}”的{column}只填在一行，按各学段共用折算（{expected}）", "{column} of “{school}” stand in one row only and are split between the sections ({expected})", "各有各的就分开填；漏填的请补上", "Enter the figures section by section if they are separate; fill in what was forgotten"),
        ("F021", "{found}只有一所学校，差异系数为0，没有参考意义，不作为达标依据", "{found} has one school only: a coefficient of 0 says nothing and is not taken as a pass", "请人工认定", "Decide it by hand"),
        ("F022", "{found}的县均值为0，差异系数没有定义，不能判定", "{found}: the county mean is 0, so the coefficient is undefined", "核对是否漏填；确实都没有，请人工认定", "Check whether the figures were forgotten; else decide it by hand"),
        ("F023", "“{school}”这一行的数互相不符：应当{found}", "The figures of “{school}” do not agree with each other: “{found}” does not hold", "核对这一行", "Check the row"),
    ],
    severity="warning",
)  # fmt: skip

# The answers: items, survey, vetoes, figures of the county.
register(
    "scoring",
    [
        ("F030", "没有“{found}”这一项（{expected}）", "There is no “{found}” among {expected}", "用标准里的编号；zeren framework 会列出全部编号", "Use an id of the framework; zeren framework lists them all"),
        ("F031", "“{found}”的回答看不懂：{details_answer}，应为{expected}", "The answer for “{found}” is not understood: {details_answer}; expected {expected}", "照说明改写", "Write it as described"),
        ("F032", "满意度的几个数不合：{found}", "The survey's figures do not fit: {found}", "满意不多于有效，有效不多于发放", "Satisfied ≤ valid ≤ handed out"),
    ],
)  # fmt: skip

register(
    "scoring",
    [
        ("F033", "参数“{found}”在这个地区、这个时间没有值，用到它的判断为待定", "Parameter “{found}” has no value for this region and date; what needs it is pending", "在参数文件中补上", "Add one to the parameter's file"),
    ],
    severity="warning",
)  # fmt: skip

register(
    "packs",
    [
        ("F040", "标准“{details_framework}”的例子“{found}”：{details_what}得到 {got}，应为 {expected}", "Example “{found}” of “{details_framework}”: {details_what} gives {got}, expected {expected}", "改正定义或例子", "Mend the definition or the example"),
        ("F041", "规则包“{found}”里没有评估标准", "Pack “{found}” holds no framework", "换一个规则包；有标准的：{expected}", "Use another pack; those with one: {expected}"),
        ("F042", "规则包“{found}”里有几个评估标准：{expected}", "Pack “{found}” holds several frameworks: {expected}", "用 --framework 指明一个", "Choose one with --framework"),
    ],
)  # fmt: skip
