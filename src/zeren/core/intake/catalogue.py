"""What can be wrong with what a user sent: in plain words, with what to do."""

from zeren.core.kernel import register

# Before opening: what the file is, and whether it may be opened at all.
register(
    "intake",
    [
        ("I001", "文件是空的（0字节）", "The file is empty (0 bytes)", "重新保存或重新下载后再报", "Save or download it again, then submit"),
        ("I002", "文件太大：{found}，上限{expected}", "The file is too large: {found}, at most {expected}", "按学校或年级拆成几个文件再报", "Split it by school or grade"),
        ("I003", "不能识别的文件类型：{found}", "Unknown kind of file: {found}", "请报 .xlsx、.xls 或 .csv 文件", "Submit an .xlsx, .xls or .csv file"),
        ("I004", "文件加了打开密码，不能读取", "The file is encrypted with a password", "在Excel或WPS中取消打开密码，另存后再报", "Remove the password, save it and submit again"),
        ("I005", "文件含有宏，不能接收", "The file contains macros and is refused", "另存为“Excel 工作簿(.xlsx)”后再报", "Save it as an Excel workbook (.xlsx) without macros"),
        ("I006", "这不是真正的Excel文件，而是改了扩展名的{found}", "Not a real Excel file but {found} under another extension", "用Excel或WPS打开，另存为“Excel 工作簿(.xlsx)”后再报", "Open it in Excel or WPS, save it as .xlsx and submit again"),
        ("I007", "文件不完整或已损坏：{found}", "The file is incomplete or damaged: {found}", "重新传输；仍不行就用Excel或WPS打开后另存一份再报", "Transfer it again; failing that, open it, save a copy and submit that"),
        ("I008", "压缩炸弹：文件解开后有{found}，上限{expected}，不能打开", "Zip bomb: it unpacks to {found}, at most {expected}", "用下载的模板重新填报", "Fill in the downloaded template"),
        ("I009", "表格范围过大：数据一直到{found}单元格", "The sheet is too large: data reach as far as cell {found}", "删去远处的多余单元格（选中后“删除行/列”，不是清除内容），保存后再报", "Delete the stray rows or columns far away (delete, do not clear) and save"),
        ("I010", "文件里夹带了别的文件：{found}", "The file carries other files inside: {found}", "删去嵌入的附件，附件单独上报", "Remove the embedded files; submit them separately"),
        ("I011", "文件内部的部件过多：{found}个，上限{expected}个", "Too many parts inside the file: {found}, at most {expected}", "用下载的模板重新填报", "Fill in the downloaded template"),
        ("I012", "文件内部含有不允许的XML声明：{found}", "Forbidden XML declaration inside the file: {found}", "用Excel或WPS打开后另存一份再报", "Open it in Excel or WPS and save a copy"),
        ("I013", "文件引用了别的工作簿或外部数据：{found}", "The file refers to another workbook or external data: {found}", "在“数据—编辑链接”中断开链接，把公式粘贴为数值后再报", "Break the links and paste formulas as values"),
        ("I014", "公式没有计算结果：{found}", "Formulas without a calculated value: {found}", "用Excel或WPS打开、保存一次，或把公式粘贴为数值后再报", "Open and save it once in Excel or WPS, or paste formulas as values"),
        ("I015", "工作表过多：{found}张，上限{expected}张", "Too many sheets: {found}, at most {expected}", "拆成几个文件再报", "Split the file"),
        ("I016", "文字编码不能识别", "The text encoding is unknown", "用Excel或WPS打开，另存为“Excel 工作簿(.xlsx)”后再报", "Open it in Excel or WPS and save it as .xlsx"),
        ("I017", "打不开文件：{found}", "The file cannot be opened: {found}", "检查文件是否存在、是否有读取权限", "Check that it exists and may be read"),
        ("I020", "文件打开时出错，读取程序已停止（{found}）；没有影响其他文件", "Opening the file stopped the reader ({found}); no other file was affected", "用Excel或WPS打开后另存一份再报", "Open it in Excel or WPS, save a copy and submit that"),
        ("I021", "文件读取超过{expected}秒，已停止", "Reading took more than {expected} seconds and was stopped", "拆成几个文件，或用下载的模板重新填报", "Split it, or fill in the downloaded template"),
        ("I022", "文件读取需要的内存超过上限，已停止", "Reading needs more memory than allowed and was stopped", "拆成几个文件，或用下载的模板重新填报", "Split it, or fill in the downloaded template"),
    ],
)  # fmt: skip

# The workbook as a whole: whose, which period, which template, which columns.
register(
    "intake",
    [
        ("I030", "不是台账模板：没有一张工作表的表头与台账相符", "Wrong template: no sheet's headings fit a ledger", "下载台账模板，按模板填报。可用台账：{expected}", "Download a template and fill it in. Ledgers: {expected}"),
        ("I032", "模板版本不符：文件是“{found}”，现用“{expected}”", "Wrong template version: the file has “{found}”, current is “{expected}”", "下载新模板，把数据粘贴过去再报", "Download the current template and move the data there"),
        ("I033", "这是别的单位的台账：文件写的是“{found}”，应为“{expected}”", "The ledger is another unit's: it says “{found}”, expected “{expected}”", "确认上传的是本单位的文件", "Make sure this is your own unit's file"),
        ("I034", "这是别的时期的台账：文件写的是“{found}”，应为“{expected}”", "The ledger is for another period: it says “{found}”, expected “{expected}”", "换成本期的文件，或改正封面的填报时期", "Use this period's file or correct the cover"),
        ("I035", "没有代码为“{found}”的单位", "There is no unit with the code “{found}”", "核对单位代码；新单位先登记到学校（幼儿园）名册", "Check the code; enter a new unit in the register first"),
        ("I036", "封面的填报时期“{found}”看不懂", "The period “{found}” on the cover is not understood", "写成 {expected} 的样子", "Write it like {expected}"),
        ("I037", "这一行属于别的单位：“{found}”，本表是“{expected}”的", "This row belongs to another unit: “{found}”; the file is of “{expected}”", "删去这一行，或改正单位代码", "Delete the row or correct its unit code"),
        ("I040", "不认识的列“{found}”", "Unknown column “{found}”", "改成模板中的列名，或删去这一列。模板的列：{expected}", "Use a name of the template or delete the column. Columns: {expected}"),
        ("I041", "缺少必填的列“{expected}”", "Required column “{expected}” is missing", "补上这一列，列名照模板写", "Add the column, named as in the template"),
        ("I042", "列“{found}”出现了两次", "Column “{found}” occurs twice", "删去或改名其中一列", "Delete or rename one of them"),
    ],
)  # fmt: skip

# The same, where the reader can go on.
register(
    "intake",
    [
        ("I031", "工作表“{found}”不像任何台账，没有读取", "Sheet “{found}” resembles no ledger and was not read", "如果是台账，请照模板写表头", "If it is a ledger, use the template's headings"),
        ("I043", "“{found}”只有表头，没有数据", "“{found}” has headings but no rows", "确实没有就不用管；否则检查是否填错了工作表", "Nothing to do if there really are none"),
    ],
    severity="warning",
)  # fmt: skip

# One cell.
register(
    "intake",
    [
        ("I050", "“{column}”没有填", "“{column}” is blank", "这一列必须填写", "This column is required"),
        ("I051", "“{column}”应为整数，找到“{found}”", "“{column}” must be a whole number, found “{found}”", "只写整数，不带单位和小数", "Write a whole number without unit or decimals"),
        ("I052", "“{column}”应为数字，找到“{found}”", "“{column}” must be a number, found “{found}”", "只写数字，不带单位和文字", "Write a number without unit or words"),
        ("I053", "“{column}”不要带百分号，找到“{found}”", "“{column}” must not carry a percent sign, found “{found}”", "去掉百分号，只写数字", "Remove the sign and write the number alone"),
        ("I054", "“{column}”应为日期，找到“{found}”", "“{column}” must be a date, found “{found}”", "写成 2017-03-05 的样子，年月日要写全", "Write it like 2017-03-05, with year, month and day"),
        ("I055", "“{column}”的日期不存在：“{found}”", "“{column}”: there is no such day: “{found}”", "核对月份和日子", "Check month and day"),
        ("I056", "“{column}”应填“是”或“否”，找到“{found}”", "“{column}” must be 是 or 否, found “{found}”", "改填“是”或“否”", "Write 是 or 否"),
        ("I057", "“{column}”没有“{found}”这个选项", "“{column}” has no option “{found}”", "从模板的下拉列表中选：{expected}", "Choose from the list: {expected}"),
        ("I058", "“{column}”不能小于{expected}，找到“{found}”", "“{column}” must not be less than {expected}, found “{found}”", "核对后改正", "Check and correct it"),
        ("I059", "“{column}”不能大于{expected}，找到“{found}”", "“{column}” must not be more than {expected}, found “{found}”", "核对后改正", "Check and correct it"),
        ("I060", "“{column}”被Excel存成了数字，后几位已经变成别的数字：“{found}”", "Excel stored “{column}” as a number and its last digits are lost: “{found}”", "把这一列设为“文本”格式，照证件重新输入，不能在原数上改格式", "Format the column as text and type the number again from the document"),
        ("I061", "“{column}”被Excel写成了科学计数法：“{found}”，原来的号码已经丢失", "Excel turned “{column}” into scientific notation: “{found}”; the number is lost", "把这一列设为“文本”格式，照证件重新输入", "Format the column as text and type the number again from the document"),
        ("I062", "“{column}”校验位不对：“{found}”", "“{column}”: wrong check digit: “{found}”", "照证件逐位核对", "Compare it digit by digit with the document"),
        ("I063", "“{column}”中的出生日期不可能：“{found}”", "“{column}” contains an impossible birth date: “{found}”", "照证件核对第7至14位", "Compare digits 7 to 14 with the document"),
        ("I064", "“{column}”是15位旧号码：“{found}”", "“{column}” is a 15-digit number of the old kind: “{found}”", "改填18位号码", "Enter the 18-digit number"),
        ("I065", "“{column}”应为18位，找到{length}位：“{found}”", "“{column}” must have 18 characters, found {length}: “{found}”", "前17位是数字，最后一位是数字或X", "Seventeen digits, then a digit or X"),
        ("I066", "“{column}”不是学籍号：“{found}”", "“{column}” is not a student number: “{found}”", "学籍号是G、J或L加18位，共19位", "G, J or L and 18 characters"),
        ("I067", "“{column}”不是单位代码：“{found}”", "“{column}” is not a unit code: “{found}”", "填10位学校（机构）标识码", "Enter the ten-digit code of the school"),
        ("I068", "“{column}”不是行政区划代码：“{found}”", "“{column}” is not an area code: “{found}”", "填6位行政区划代码，如 630103", "Enter the six-digit code, such as 630103"),
        ("I069", "“{column}”应为年月，找到“{found}”", "“{column}” must be a year and month, found “{found}”", "写成 2017-03 的样子", "Write it like 2017-03"),
        ("I070", "“{column}”不是电话号码：“{found}”", "“{column}” is not a telephone number: “{found}”", "写11位手机号，或带区号的座机号，如 0971-1234567", "A mobile number of 11 digits or a landline like 0971-1234567"),
        ("I071", "“{column}”不是规范的文号：“{found}”", "“{column}” is not a proper document number: “{found}”", "写成 青政办函〔2017〕53号 的样子：年份写全四位，用六角括号〔〕，不用[]、()或【】", "Write it like 青政办函〔2017〕53号: four-digit year in 〔〕"),
        ("I072", "“{column}”最多6位小数，找到“{found}”", "“{column}” takes at most 6 decimals, found “{found}”", "四舍五入后再填", "Round it first"),
        ("I073", "“{column}”是公式错误“{found}”", "“{column}” holds the formula error “{found}”", "改正公式，或直接写出值", "Mend the formula or write the value"),
    ],
)  # fmt: skip

# Rows, ledgers, schools.
register(
    "intake",
    [
        ("I080", "{message}（{found}）", "{message_en} ({found})", "按提示核对这一行", "Check this row"),
        ("I081", "“{column}”重复：“{found}”，第{expected}行已经填过", "“{column}” is repeated: “{found}”, already in row {expected}", "删去重复的一行，或改正号码", "Delete the repeated row or correct the number"),
        ("I083", "“{column}”不在填报时期内：{found}，应在{expected}之间", "“{column}” is outside the period: {found}, expected {expected}", "核对日期；别的时期的事填到那一期", "Check the date; file it with its own period"),
        ("I090", "{message}（{found}，另见{expected}）", "{message_en} ({found}; see also {expected})", "与对方单位核对，改正其中一处", "Settle it with the other unit and correct one side"),
        ("I091", "{message}（{found}，对方台账“{expected}”中没有对应的记录）", "{message_en} ({found}; no counterpart in “{expected}”)", "与对方单位核对，补上或改正记录", "Settle it with the other unit; add or correct the record"),
        ("I092", "{message}（{found}；应有{expected}）", "{message_en} ({found}; expected {expected})", "核对这几个数，改正其中一处", "Check these figures and correct one side"),
        ("I093", "“{column}”在别的文件里也有：“{found}”，见{expected}", "“{column}” is also in another file: “{found}”, see {expected}", "与对方单位核对，删去其中一行", "Settle it with the other unit and delete one row"),
        ("I094", "{message}（{found}；缺{expected}）", "{message_en} ({found}; missing: {expected_en})", "补上缺少的行", "Add the missing rows"),
        ("I099", "同类问题还有{found}处，没有逐一列出", "{found} more problems of this kind are not listed", "先改正已列出的，再报一次", "Correct those listed and submit again"),
    ],
)  # fmt: skip
