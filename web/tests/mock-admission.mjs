// The stand-in's part before and around a form: catalogue, claims, proposals, the gate, workbooks handed over, figures.
// Departments, forms and people are invented; the fields are of kinds villages really fill.
import { date, from, units } from './mock-data.mjs'

const city = { id: '1', code: '371000', name: '威海市', level: 'city', kind: 'administrative' }
const named = ({ id, name }) => ({ id, name })
const gate = { unit: '1', name: '威海市准入管理部门' }
const held = (units, of) => ({ units, fresh: units, of, level: 'village', as_of_oldest: date(-400), as_of_latest: date(-3), sources: [{ label: '上次填报', units: units - 40 }, { label: '公安户籍 9 月 1 日导入', units: 40 }], counted_at: from(0, 1) })

/** What an element's page shows beside what the list has. */
export const detailOf = (element) => ({
  ...element,
  asked_by: [{ form: '42', title: '高龄津贴年度核验', issuer: named(units.civil), period: 'yearly', valid_until: '2027-12-31', live: true }, { form: '44', title: '村情年报', issuer: named(units.farm), period: 'yearly', valid_until: null, live: true }],
  held: element.code === 'leader' ? { units: 0, fresh: 0, of: 0, level: null, as_of_oldest: null, as_of_latest: null, sources: [], counted_at: null } : held(2711, 2768),
  history: element.code === 'leader' ? [] : [{ at: from(-300, 2), by: { name: '周敏', unit: '威海市民政局' }, what: 'proposed', document: '' }, { at: from(-280, 3), by: null, what: 'steward_proposed', document: '' }, { at: from(-276, 2), by: { name: '曲岩', unit: '威海市公安局' }, what: 'claimed', document: '' }],
  replaced_by: [],
})

const asked = { form: '42', proposal: '11', title: '高龄津贴年度核验', number: '威民表〔2025〕3 号', issuer: named(units.civil) }
const verdict = (field, label, type, word, more = {}) => ({
  field, label, element: 'e-' + field, type, verdict: word, holder: null, coverage: { held: 0, fresh: 0, stale: 0, of: 2768 }, asked_by: null, derivation: null,
  answer: 'ask', answered: false, purpose: '', basis: '', justification: '', local: false, personal: false, own: false, key: false, again: false, cost_minutes: 0, ...more,
})
const covered = (n, stale = 0) => ({ held: n, fresh: n - stale, stale, of: 2768 })
const verdicts = () => [
  verdict('elder_name', '姓名', 'text', 'held', { holder: { source: '市民政局', as_of: date(-3) }, coverage: covered(2711), asked_by: asked, answer: 'use_held', personal: true }),
  verdict('elder_id', '公民身份号码', 'id_number', 'verify_only', { holder: { source: '市公安局', as_of: date(-3) }, coverage: covered(2768), asked_by: asked, personal: true, cost_minutes: 4152 }),
  verdict('birth', '出生日期', 'date', 'derivable', { derivation: 'BIRTH_DATE(elder_id)', coverage: covered(2768), answer: 'use_held', personal: true }),
  verdict('elder_phone', '联系电话', 'phone', 'held', { holder: { source: '本单位上次填报', as_of: date(-70) }, coverage: covered(2711), asked_by: asked, answer: 'ask', justification: '上门前要先联系', again: true, personal: true, cost_minutes: 1384 }),
  verdict('living', '居住情况', 'choice', 'stale', { holder: { source: '本单位上次填报', as_of: date(-420) }, coverage: covered(2690, 2690), answer: 'use_held', personal: true }),
  verdict('income', '家庭月人均收入', 'decimal', 'held_not_shareable', { holder: { source: '市民政局', as_of: date(-30) }, coverage: covered(2768), cost_minutes: 3460, personal: true }),
  verdict('visits', '本月走访次数', 'integer', 'duplicate', { asked_by: { ...asked, title: '独居老人情况表', number: '威民表〔2025〕5 号' }, answer: 'drop' }),
  verdict('checkup', '今年是否参加助老体检', 'yes_no', 'new', { cost_minutes: 461 }),
]
const bill = () => ({
  units: 2768, frequency_per_year: 1, minutes_per_unit: 6, hours_asking: 247.1, hours_asking_everything: 1379.9, hours_hub_answers: 1040.2, hours_left_out: 92.6, paper_hours: 0,
  lines: [
    { field: 'elder_id', label: '公民身份号码', minutes: 0.75, times: 1, units: 408, confirming: 0, hours: 5.1, hours_everything: 34.6, hours_hub_answers: 29.5 },
    { field: 'living', label: '居住情况', minutes: 0.25, times: 1, units: 78, confirming: 2690, hours: 4.07, hours_everything: 11.53, hours_hub_answers: 7.46 },
    { field: 'checkup', label: '今年是否参加助老体检', minutes: 0.16, times: 1, units: 2768, confirming: 0, hours: 7.26, hours_everything: 7.26, hours_hub_answers: 0 },
    { field: 'return', label: '', minutes: 5, times: 1, units: 2768, confirming: 0, hours: 230.67, hours_everything: 230.67, hours_hub_answers: 0 },
  ],
})
const item = (id, title, state, more = {}) => ({
  id, number: null, approval: '', form: '4' + id, title, class: 'routine', period: 'yearly', origin: 'own', state, issuer: named(units.farm), gate, due: null, overdue: false, silence: null,
  expires: null, submitted_at: null, decided_at: null, hours_per_year: 157.616, revision: 3, minutes_per_unit: 3, frequency: 1, ...more,
})
const items = [
  item('11', '助老服务对象名单', 'draft'), item('12', '农村老年人生活状况摸底表', 'waiting', { due: date(4), silence: 'admitted', hours_per_year: 1290.4 }),
  item('13', '设施农业生产情况表', 'waiting', { due: date(-1), overdue: true, silence: 'escalated', class: 'entitlement', hours_per_year: 46.8, origin: 'handed_down' }),
  item('14', '农机安全宣传入户登记表', 'sent_back', { reason: '四项市民政局已有，请由系统提供。', hours_per_year: 72 }),
  item('15', '防止返贫监测对象情况表', 'admitted', { number: '威农表〔2025〕4 号', expires: '2027-12-31', hours_per_year: 17223.11, class: 'entitlement' }),
  item('16', '耕地和主要作物面积调查表', 'recorded', { approval: '威统制〔2025〕6 号', class: 'statistical', expires: '2026-12-31', hours_per_year: 680.5 }),
  item('17', '厕所革命周报', 'refused', { reason: '与农村人居环境情况重复，且每周一次。', hours_per_year: 9226.67 }),
]
const can = { draft: ['change', 'answer', 'submit'], sent_back: ['change', 'answer', 'submit'], waiting: [], admitted: ['stop', 'merge'] }
const proposal = (one, decides) => ({
  ...one, purpose: '安排助老服务', legal_basis: '《威海市助老服务实施办法》第八条', justification_rows: '上门服务需要逐人名单', frequency: 1, layout: 'roster', paper_wanted: false, valid_for_months: 12,
  leader: '', document: one.origin === 'handed_down' ? '鲁农计财字〔2026〕12 号' : '', conditions: '', reason: one.reason ?? '', merged_into: null, filing_due: null, scope: [{ unit: city, level: 'village' }],
  policy: { code: 'city', authority: '轻装默认值', clause: '逾期未办视为同意，责任在准入管理部门', note: '', working_days: 5 }, verdicts: verdicts(), bill: bill(),
  overlaps: [{ form: '42', proposal: '11', title: '高龄津贴年度核验', number: '威民表〔2025〕3 号', issuer: named(units.civil), fields: 5, share: 62 }, { form: '45', proposal: '18', title: '独居老人情况表', number: '威民表〔2025〕5 号', issuer: named(units.civil), fields: 2, share: 25 }],
  findings: one.state === 'draft' ? [{ field: 'verdicts[3].justification', code: 'x', message: '“联系电话”系统已有，再要须写明理由。' }] : [],
  history: [{ what: 'begun', by: '威海市农业农村局', detail: {}, at: from(-6, 2) }, ...(one.state === 'draft' ? [] : [{ what: 'submitted', by: '威海市农业农村局', detail: {}, at: from(-5, 3) }])],
  can: decides && one.state === 'waiting' ? ['decide'] : (can[one.state] ?? []),
})
const coverage = (field, state) => {
  const line = verdicts().find((one) => one.field === field) ?? verdicts()[4]
  const unit = (id, name, within, state, as_of, label) => ({ id, unit: { id, code: '37108210' + id, name, level: 'village', kind: 'administrative' }, within, state, as_of, source: as_of && { kind: 'return', label } })
  const all = [
    unit('4101', '大庄许家社区居委会', '俚岛镇', 'held', date(-3), '高龄津贴年度核验'), unit('4102', '小庄村委会', '俚岛镇', 'stale', date(-420), '农村老年人生活状况摸底表（上半年）'),
    unit('4103', '东山村委会', '俚岛镇', 'not_held', null), unit('4104', '颜家庄村委会', '成山镇', 'held', date(-70), ''),
  ]
  return { field: line.field, label: line.label, element: line.element, coverage: line.coverage, as_of: from(-5, 3), frozen: true, tree_version: 3, items: all.filter((one) => !state || one.state === state), next: null }
}
const claim = (id, label, state, more = {}) => ({ id, element: { id: 'e-' + id, code: 'e' + id, label, claim: 'proposed' }, proposed: named(units.civil), steward: null, reason: '它的报表要这个数据项最多（3 张）。', state, due: date(5), answer: '', document: '', disputed_by: null, opened_at: from(-1), decided_at: null, can: [], ...more })
const claims = (decides) => [
  claim('51', '居住情况', 'proposed', { can: decides ? [] : ['accept', 'decline'] }), claim('52', '子女所在地', 'escalated', { can: decides ? ['designate'] : [] }),
  claim('53', '联系电话', 'disputed', { can: decides ? ['rule'] : [], disputed_by: named(units.farm), answer: '联系电话由村里登记，应当由镇街负责。' }), claim('54', '常住户数', 'accepted'),
]
const column = (letter, name, type, more = {}) => ({ column: letter, name, section: [], type, unit: '', places: 0, choices: [], empty_share: 0, required: false, numbers_rows: false, hidden: false, ...more })
const workbook = {
  id: '21', name: '居家养老服务对象信息采集表.xlsx',
  plan: { file: 'x', sheets: [
    { name: '信息采集表', hidden: false, title: '居家养老服务对象信息采集表', kind: 'roster', header_rows: [3, 4], rows: 38, totals: [44], notes: [{ row: 46, text: '注：居住情况填独居、与配偶同住、与子女同住。' }], left_out: [{ reason: '空行', text: '第 43 行' }],
      columns: [column('A', '序号', 'integer', { numbers_rows: true }), column('B', '姓名', 'text'), column('C', '性别', 'choice', { choices: [{ code: '1', label: '男' }, { code: '2', label: '女' }] }), column('D', '公民身份号码', 'id_number'), column('E', '月发放标准', 'decimal', { section: ['享受补贴情况'], unit: '元', places: 2 }), column('F', '联系电话', 'phone', { section: ['监护人'] })] },
    { name: '村情简表', hidden: false, title: '', kind: 'single', header_rows: null, rows: 0, totals: [], notes: [], left_out: [], columns: [] },
  ] },
  grids: [
    { sheet: '信息采集表', rows: [['居家养老服务对象信息采集表'], ['填报单位：', '', '', '', '', '单位：元'], ['序号', '姓名', '性别', '公民身份号码', '享受补贴情况', '监护人'], ['', '', '', '', '月发放标准（元）', '联系电话'], ['1', '毕玉芝', '女', '371082194304215528', '100', '13863100055'], ['2', '许洪福', '男', '371082193907011512', '80', '13863100066']] },
    { sheet: '村情简表', rows: [['村情简表'], ['', '说明见背面'], ['大庄许家村', '312']] },
  ],
}
const fact = (index, letter, label, more = {}) => ({ index, column: letter, label, section: [], unit: '', role: 'fact', element: null, element_label: null, sensitive: false, purposes: [], score: 0, chosen: false, alternatives: [{ element: 'e-households', code: 'households', label: '常住户数', score: 0.4 }], fillable: false, why_not: 'x', filled: 0, missing: 1, occupied: 0, message: '没有找到对应的数据项，可以手工选择。', ...more })
const handed = (state) => ({
  id: '31', name: '各村基本情况摸底表.xlsx', state, filled_cells: state === 'filled' ? 3 : 0, registered: false, at: from(0, 1), expires_at: from(1, 1), revision: 1,
  sheets: [
    { name: '附件2', hidden: false, kind: 'single', title: '俚岛镇各村基本情况摸底表', reason: '', message: '', header_rows: [2, 2], rows: { known: 1, unknown: 0, foreign: 2, unsure: [], by_name: [4] },
      columns: [fact(2, 'C', '常住户数', { element: 'e-households', element_label: '常住户数', fillable: true, filled: 1, missing: 0, message: '' }), fact(3, 'D', '村党组织书记电话', { element: 'e-phone', element_label: '联系电话', fillable: true, filled: 1, missing: 0, sensitive: true, message: '' }), fact(4, 'E', '垃圾桶数')] },
    { name: '填表说明', hidden: false, kind: 'notes', title: '', reason: 'x', message: '这一页没有表头，不填。', header_rows: null, rows: { known: 0, unknown: 0, foreign: 0, unsure: [], by_name: [] }, columns: [] },
  ],
  missing: [{ sheet: '附件2', label: '垃圾桶数', cells: 1 }], untouched: 5, may_reveal: true, purpose: '',
})
const outside = (id, title, state, more = {}) => ({ id, title, issuer: named(units.farm), issuer_name: '威海市农业农村局', labels: [], state, reason: '', gate: null, asked_at: null, answer: '', answered_at: null, first_at: from(-9), last_at: from(-1), units: 17, times: 1, minutes: 640, named_units: [], overlaps: [{ form: '42', title: '村情年报', issuer: named(units.civil), columns: 5, of: 7 }], notice: null, ...more })
const requests = [
  outside('41', '各村基本情况摸底表', 'registered'), outside('42', '秸秆禁烧每日零报告', 'asked_to_admit', { notice: '与秸秆禁烧情况重复 6 列，请办理准入或者停止。', overlaps: [] }),
  outside('43', '村容村貌周报', 'stopped', { issuer: null, issuer_name: '某镇环卫所', answer: '已停止，改由系统提供。', units: null, minutes: null }),
]
const sum = (due, reported, zero, click, cells, brought) => ({ due, reported, zero_touch: zero, one_click: click, cells, brought, typed: cells - brought, minutes_all: Math.round(cells * 0.6), minutes_typed: Math.round((cells - brought) * 0.6), minutes_saved: Math.round(brought * 0.6) })
const figures = (by) => {
  const names = { form: ['高龄津贴年度核验', '农村人居环境情况（二季度）', '防汛转移准备情况'], department: ['威海市民政局', '威海市农业农村局'], unit: ['环翠区', '文登区', '荣成市', '乳山市'], month: ['2026-08', '2026-09', '2026-10'] }[by]
  const lines = names.map((label, i) => ({ key: String(800 + i), label, ...sum(2768, 2700 - i * 311, 811 - i * 204, 1204 - i * 300, 210000 - i * 61000, 174300 - i * 52000) }))
  return { unit: city, from: date(-365), to: date(30), as_of: from(0, 1), tree_version: 3, total: sum(8304, 7167, 1821, 2712, 447000, 366900), items: lines }
}
const askedOfUs = {
  unit: units.village, year: 2026, tasks: 4, hours: 6.93, hours_spared: 2.4, as_of: from(0, 1), tree_version: 3,
  by_issuer: [{ issuer: named(units.civil), tasks: 2, hours: 4.09 }, { issuer: named(units.flood), tasks: 1, hours: 2.64 }, { issuer: named(units.farm), tasks: 1, hours: 0.2 }],
  items: [
    { task: '901', form: '42', proposal: null, title: '高龄津贴年度核验', number: '威民表〔2025〕3 号', issuer: named(units.civil), class: 'entitlement', period: '2026', published_at: from(-9), deadline: from(4), reported_at: null, origin: null, minutes: 97.4 },
    { task: '906', form: '43', proposal: null, title: '妇女儿童基本情况年报', number: '威妇表〔2025〕1 号', issuer: named(units.civil), class: 'routine', period: '2026', published_at: from(-40), deadline: from(-12), reported_at: from(-14), origin: 'system', minutes: 0 },
    { task: '903', form: '44', proposal: null, title: '防汛物资和避险安置点情况', number: '', issuer: named(units.flood), class: 'routine', period: '2026', published_at: from(-60), deadline: from(-32), reported_at: from(-33), origin: 'manual', minutes: 11 },
  ],
}
const rule = (code, more) => ({ code, class: 'any', origin: 'any', issuer_level: 'any', decision: 'judge', gate: 'city', working_days: 5, silence: 'admitted', series: 'regular', sample_permille: 0, authority: '轻装默认值', clause: '逾期未办视为同意，责任在准入管理部门', note: '', ...more })
const policies = {
  gates: [], gate_name: '', numbers: [], held_from_permille: 500, verification_days: 3, revision: 1, writable: true, derivations: [], history: [{ revision: 1, by: null, at: from(-200) }],
  policies: [rule('statistical', { class: 'statistical', decision: 'record', gate: 'own', working_days: 0, clause: '统计调查项目由统计机构审批或者备案' }), rule('emergency', { origin: 'emergency', decision: 'emergency', working_days: 0, file_within_hours: 24, expires_days: 7 }), rule('small', { class: 'routine', origin: 'own', decision: 'at_once', most_hours: 200, working_days: 0, sample_permille: 100 }), rule('county', { issuer_level: 'county', gate: 'county', silence: 'escalated' }), rule('city', {})],
  minutes: { authority: '轻装默认值', clause: '', note: '每格用时是估算，各地可以修改。', per_return_seconds: 300, paper_seconds: 1200, confirm_seconds: 5, rows_per_roster: 20, seconds: { text: 40, integer: 60, decimal: 75, date: 30, choice: 15, yes_no: 10, id_number: 45, phone: 30 } },
}
const difference = { added: { count: 1, items: [{ code: 'bins', label: '垃圾桶数', changes: [] }] }, changed: { count: 1, items: [{ code: 'households', label: '常住户数', changes: [{ field: 'label', from: '户数', to: '常住户数' }] }] }, same: 40 }
const aboutOf = (kind, proposal) => (proposal ? { kind: 'proposal', id: proposal, form: '41' } : { kind: kind === 'asked' ? 'verification' : 'task', id: kind === 'asked' ? '802' : '904', unit: units.village.id, form: '41' })
const notice = (id, kind, message, proposal, detail = {}) => ({ id, kind, message, about: aboutOf(kind, proposal), dates: message.match(/\d{4}-\d\d-\d\d/g) ?? [], proposal: proposal && { id: proposal, title: '', number: null }, detail, at: from(-1, 2), seen_at: null })
const notices = {
  officer: [
    notice('61', 'expires', '《秸秆禁烧情况》的准入到 2026-12-20 到期，只剩不到 30 天。需要再用的请提前提请。', '15', { days: 30 }), notice('62', 'decided', '威海市准入管理部门退回了《农机安全宣传入户登记表》：四项市民政局已有，请由系统提供。', '14', { verdict: 'send_back' }),
    notice('63', 'asked', '有单位对《农村人居环境情况（二季度）》转请核实，请在 2026-11-25 前答复。', null), notice('64', 'decided', '威海市准入管理部门没有同意《村容村貌周报》：每周报一次没有必要。', '16', { verdict: 'refuse' }),
    notice('65', 'stopped', '《村情旬报》已停用：与村情年报重复。', '17'), notice('66', 'expires', '《防汛物资情况》的准入到 2026-11-29 到期，只剩不到 7 天。需要再用的请提前提请。', '15', { days: 7 }),
  ],
  gate: [notice('67', 'waiting', '《农村老年人生活状况摸底表》等待办理，期限 2026-11-26。', '12')],
  clerk: [notice('68', 'answered', '《农村人居环境情况》的核实有了答复：口径改为年末数。', null)],
}
const question = (id, unit, kind, reason, more = {}) => ({ id, unit: named(unit), kind, reason, fields: [], answer: '', opened_at: from(-1, 2), answered_at: null, ...more })
const doubted = (task, title, side, more = {}) => ({ task, form: '41', title, issuer: named(units.civil), side, units: 1, open: 1, due: date(2), overdue: false, questions: [], ...more })
const answered = { answer: '已核对，请按年末常住户数填。', answered_at: from(0, 1) }
const verifications = {
  officer: [
    doubted('802', '农村人居环境情况（二季度）', 'issuer', { units: 6, open: 5, overdue: true, due: date(-1), questions: [question('71', units.village, 'unclear', '“常住户数”按户籍还是按实际居住填？'), question('72', units.other, 'held', '厕所数上季度已经报过。')] }),
    doubted('801', '高龄津贴年度核验', 'issuer', { units: 2, open: 2, due: null }), doubted('804', '村情年报', 'unit', { issuer: named(units.farm), open: 0, questions: [question('73', units.civil, 'not_ours', '本部门没有这项业务。', answered)] }),
  ],
  gate: [doubted('801', '高龄津贴年度核验', 'gate', { units: 2, open: 2, questions: [question('74', units.village, 'duplicate', '与独居老人情况表要的一样。'), question('75', units.other, 'expired', '表上写的有效期已过。')] })],
  clerk: [doubted('906', '农村人居环境情况（一季度）', 'unit', { open: 0, questions: [question('76', units.village, 'unclear', '垃圾投放点怎么算？', answered)] }), doubted('904', '农村人居环境情况（二季度）', 'unit', { questions: [question('77', units.village, 'unclear', '“垃圾投放点”是否包括分类亭？')] })],
}
const samples = () => [
  { proposal: { ...items[0], number: '威表〔2026〕11 号', hours_per_year: 46.8 }, drawn_at: from(-3, 2), finding: '', reviewed_at: null }, { proposal: { ...items[1], number: '威表〔2026〕9 号' }, drawn_at: from(-30, 2), finding: '符合条件，没有重复。', reviewed_at: from(-20, 2) },
]
const emergencies = [{ issuer: named(units.flood), published: 4, filed: 3, filed_late: 1, not_filed: 1 }, { issuer: named(units.civil), published: 1, filed: 1, filed_late: 0, not_filed: 0 }]
const upward = () => [{ proposal: items[2], document: '鲁农字〔2026〕12 号', units: 2768, hours_per_year: 1290.4, held_fields: 9, fields: 14, at: from(-8, 2) }]

/** The answer, or undefined where another part of the stand-in has it. */
export function answerAdmission(method, path, query, body, session, mode) {
  const ok = (body, etag) => ({ body, ...(etag === undefined ? {} : { etag }) })
  const list = (items) => ok({ items, next: null })
  const decides = session.login === 'gate'
  if (path === '/admission/proposals' && method === 'POST') return ok({ id: '11' })
  if (path === '/admission/proposals') return list(items.filter((one) => !query.get('state') || one.state === query.get('state')))
  if (path === '/admission/queue') return list(items.filter((one) => one.state === 'waiting').reverse())
  if (path === '/admission/directory') return list(items.filter((one) => one.number || one.approval))
  const entry = /^\/admission\/directory\/(\w+)$/.exec(path)
  if (entry) return ok({ ...(items.find((one) => one.id === entry[1]) ?? items[4]), hours_per_year: 247.1, scope: [{ unit: city, level: 'village' }], bill: bill() })
  if (/^\/admission\/proposals\/\w+\/coverage$/.test(path)) return ok(coverage(query.get('field'), query.get('state')))
  const found = /^\/admission\/proposals\/(\w+)$/.exec(path)
  if (found) return ok(proposal(items.find((one) => one.id === found[1]) ?? items[0], decides), 3)
  if (path === '/admission/notices') return list(notices[session.login] ?? [])
  if (path === '/admission/verifications') return list(verifications[session.login] ?? [])
  if (path === '/admission/samples') return list(samples())
  if (path === '/admission/upward') return list(upward())
  if (path === '/admission/emergencies') return ok({ year: 2026, items: mode === 'empty' ? [] : emergencies })
  if (path === '/admission/emergencies/entries') return ok({ issuer: named(units.flood), year: 2026, items: [{ ...items[0], id: '15', title: '防汛物资情况', number: '威表急〔2026〕1号', state: 'filed_late', leader: '分管副市长', published_at: from(-9), submitted_at: from(-7), filing_due: from(-8), filing: 'late', expires: date(-2) }] })
  if (path === '/admission/estimates' && method === 'GET') return ok({ form: '41', minutes: null, at: null })
  if (path.endsWith('/estimates') && method === 'GET') return ok({ enough: true, fewest: 5, bill_minutes: 3, units: 12, median_minutes: 8, mean_minutes: 9.4 })
  if (/^\/admission\/(notices|samples|verifications|tasks|estimates)/.test(path)) return ok({ id: '11' })
  if (path.startsWith('/admission/proposals/') || path.startsWith('/admission/forms/')) return ok({ id: '11' }, 4)
  if (path === '/admission/policies') return ok(policies, 1)
  if (path === '/admission/asked') return ok(mode === 'empty' ? { ...askedOfUs, tasks: 0, hours: 0, hours_spared: 0, by_issuer: [], items: [] } : askedOfUs)
  if (path === '/admission/workbooks') {
    throw Object.assign(new Error('文件已损坏或没有传完整。请用 Excel 或 WPS 打开检查，另存一份后再上传。'), { status: 422, code: 'workbook.file.broken' })
  }
  if (/^\/admission\/workbooks\/\w+\/draft$/.test(path)) return ok({ form: '41' })
  if (path.startsWith('/admission/workbooks/')) return ok(workbook)
  if (path === '/catalogue/match') return ok({ items: body.labels.map(({ label }) => ({ label, best: label === '姓名' || label === '联系电话' ? [{ element: 'e-' + label, code: 'x', label, unit: '', type: 'text', score: 0.98, same: true }] : [{ element: 'e-households', code: 'households', label: '常住户数', unit: '户', type: 'integer', score: 0.3, same: false }] })) })
  if (path === '/catalogue/claims') return list(claims(decides).filter((one) => (!query.get('state') || one.state === query.get('state')) && (!query.get('mine') || one.can.length)))
  if (path === '/catalogue/elements/import') return ok(difference)
  if (path === '/handed/workbooks' && method === 'GET') return list(mode === 'empty' ? [] : [{ id: '31', name: '村级养老服务设施摸底表.xlsx', state: 'ready', filled_cells: 0, registered: true, at: from(0, -1), expires_at: from(1, -1) }])
  if (path === '/handed/registered') return list(mode === 'empty' ? [] : [{ id: '81', title: '村级养老服务设施摸底表', issuer: named(units.civil), issuer_name: '', channel: 'chat_group', minutes: 35, state: 'registered', at: from(-8) }])
  if (path === '/handed/workbooks') return ok({ id: '31' })
  if (path === '/handed/workbooks/31') return ok(handed('ready'))
  if (path === '/handed/workbooks/32') return ok(handed('filled'))
  if (path.startsWith('/handed/workbooks/')) return ok({ id: '31' })
  if (path === '/handed/requests') return list(requests.map((one, i) => ({ named_units: i ? [] : [named(units.village), named(units.other)], ...one })))
  if (path === '/handed/asked-of-us') return list(requests.slice(1).map((one) => ({ named_units: [], ...one })))
  if (path === '/forms/figures') return ok(mode === 'empty' ? { ...figures('form'), total: sum(0, 0, 0, 0, 0, 0), items: [] } : figures(query.get('by') ?? 'form'))
  if (path === '/forms/figures/entries') {
    return list(['manual', 'one_click', 'system'].map((origin, i) => ({ unit: { ...units.village, id: String(4101 + i) }, task: { id: '801', title: '高龄津贴年度核验' }, origin, reported_at: from(-2, 3), cells: 273, brought: 240 + i * 16, typed: 33 - i * 16, minutes_all: 164, minutes_typed: 20, minutes_saved: 144 + i })))
  }
  return undefined
}
