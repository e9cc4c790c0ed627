// The office's part of the stand-in hub: a department, a town and the three administrators of an invented city.
// Numbers follow from a unit's place in the tree, so that every screen agrees with every other.
import { detailOf } from './mock-admission.mjs'
import { cells, date, forms, from, task, units } from './mock-data.mjs'

const unit = (id, code, name, level, kind = 'administrative') => ({ id, code, name, level, kind })
const city = unit('1', '371000', '威海市', 'city')
const names = [
  ['环翠区', ['孙家疃街道', '竹岛街道', '张村镇', '羊亭镇']], ['文登区', ['天福街道', '宋村镇', '大水泊镇', '张家产镇', '高村镇']],
  ['荣成市', ['崖头街道', '俚岛镇', '成山镇', '虎山镇', '人和镇', '大疃镇']], ['乳山市', ['城区街道', '白沙滩镇', '冯家镇', '下初镇']],
]
const children = new Map([['1', []]])
const parents = new Map()
const byId = new Map([['1', city]])
function add(parent, child) {
  children.set(parent.id, [...(children.get(parent.id) ?? []), child])
  parents.set(child.id, parent)
  byId.set(child.id, child)
  return child
}
names.forEach(([county, towns], c) => {
  const countyUnit = add(city, unit(String(10 + c), String(371002 + c * 80), county, 'county'))
  towns.forEach((town, n) => {
    const townUnit = add(countyUnit, unit(String(100 + c * 10 + n), `${countyUnit.code}${100 + n}`, town, 'township'))
    for (let v = 0; v < 4 + ((c + n) % 3) * 2; ++v) {
      add(townUnit, unit(String(1000 + c * 200 + n * 20 + v), `${townUnit.code}${200 + v}`, `${['东', '西', '南', '北', '大', '小', '上', '下'][v]}${['许家', '王家', '连家', '毕家', '于家', '曲家'][n]}村`, 'village'))
    }
  })
})
add(city, units.civil)
const town = byId.get('121')

const villagesOf = (id) => (byId.get(id).level === 'village' ? [byId.get(id)] : (children.get(id) ?? []).flatMap((child) => villagesOf(child.id)))
const stateOf = (village) => (Number(village.id) % 7 === 3 ? null : Number(village.id) % 13 === 5 ? 'sent_back' : Number(village.id) % 3 === 0 ? 'approved' : 'reported')
function counts(id) {
  const found = villagesOf(id).filter((v) => v.level === 'village')
  const of = (...states) => found.filter((v) => states.includes(stateOf(v))).length
  return {
    due: found.length, reported: of('reported', 'approved'), approved: of('approved'), sent_back: of('sent_back'), withdrawn: 0, missing: of(null),
    late: 0, last_reported: of('reported', 'approved') ? from(-1 - (Number(id) % 3), 3) : null,
  }
}
const elderly = (village) => 10 + (Number(village.id) % 31)
const counted = (id, only) => villagesOf(id).filter((v) => v.level === 'village' && (only ? stateOf(v) === 'approved' : ['reported', 'approved'].includes(stateOf(v))))
const line = (id, only) => {
  const found = counted(id, only)
  const all = counts(id)
  const people = found.reduce((sum, v) => sum + elderly(v), 0)
  return { values: { _rows: String(people), alone: found.length ? String(Math.round(people * 0.3)) : null, paid: `${people * 80}.50` }, counted: found.length, due: all.due, undecided: 0, sent_back: all.sent_back, withdrawn: 0, missing: all.missing }
}

const issued = task('801', 'elderly', { title: '高龄津贴年度核验', period: '2026', issuer: units.civil, due: counts('1').due, published_at: from(-9), deadline: from(4) })
const past = task('802', 'living', { title: '农村人居环境情况（二季度）', period: '2026-Q2', issuer: units.civil, due: counts('1').due, published_at: from(-40), deadline: from(-3) })
const paused = task('803', 'flood', { title: '防汛转移准备情况', period: '2026-08', issuer: units.civil, state: 'paused', state_reason: '台风应急期间暂停' })
const tasks = [issued, past, paused]

const roles = {
  officer: ['department_officer', '科员', units.civil, '周敏', ['identity.delegate', 'catalogue.propose', 'catalogue.steward', 'forms.read', 'forms.design', 'forms.publish', 'forms.watch', 'forms.review', 'forms.correct.decide', 'forms.export', 'forms.receive', 'forms.fill', 'forms.reveal', 'rollups.read', 'forms.figures', 'admission.propose', 'admission.read', 'admission.policies', 'handed.fill', 'handed.answer', 'admission.asked', 'admission.estimate', 'admission.notices', 'admission.verify', 'admission.verifications', 'admission.verifications.answer']],
  gate: ['gate_officer', '准入管理岗', city, '丛日新', ['identity.delegate', 'admission.read', 'admission.decide', 'admission.policies', 'admission.notices', 'admission.verifications', 'admission.verifications.answer', 'catalogue.designate', 'handed.watch', 'forms.figures']],
  town: ['town_reviewer', '审核员', town, '于洋', ['identity.delegate', 'identity.accounts.manage', 'identity.handover', 'identity.replace', 'forms.read', 'forms.receive', 'forms.review', 'forms.export', 'forms.watch', 'rollups.read']],
  system: ['system_admin', '系统管理员', city, '林涛', ['directory.manage', 'calendar.manage', 'jobs.read']],
  security: ['security_admin', '安全管理员', city, '曲岩', ['identity.accounts.manage', 'identity.handover', 'identity.replace']],
  case1: ['case_officer', '受理人员', city, '周敏', ['feedback.handle', 'feedback.posters', 'feedback.read_done']],
  case2: ['case_officer', '受理人员', city, '于海', ['feedback.handle', 'feedback.posters', 'feedback.read_done']],
  handler: ['department_officer', '科员', units.civil, '连志', ['feedback.answer_referral', 'feedback.read_done']],
  offices: ['security_admin', '安全管理员', city, '曲岩', ['feedback.manage_office', 'feedback.read_done']],
  audit: ['audit_admin', '审计管理员', city, '宋宁', ['audit.read']],
}
const element = (code, label, type, more = {}) => ({ id: 'e-' + code, code, label, type, definition: '以公安户籍和村委会掌握的情况为准', unit: '', places: 0, choices: [], steward: null, steward_name: null, refresh: 'yearly', sensitivity: 'internal', sharing: 'conditional', legal_basis: '', purposes: [], subject: 'unit', aliases: [], claim: more.steward_name ? 'claimed' : 'unclaimed', revision: 1, ...more })
const elements = [
  element('households', '常住户数', 'integer', { unit: '户', steward_name: '威海市公安局' }), element('population', '常住人口', 'integer', { unit: '人', steward_name: '威海市公安局' }),
  element('leader', '负责人', 'text', { aliases: [{ label: '村党组织书记', kind: 'taught', by: null, at: from(-9) }] }), element('checked_on', '最近一次检查日期', 'date'),
]
const hash = (n) => Array.from({ length: 8 }, (_, i) => ((n + 1) * 2654435761 * (i + 3) % 4294967296 >>> 0).toString(16).padStart(8, '0')).join('')
const checkpoint = { size: '128', origin: 'qingzhuang.example', root: hash(1), at: from(0, 1), suite: 'ed25519', key_number: 1, public_key: hash(2), signature: hash(3) + hash(4) }
const entry = (n) => ({
  id: String(900 + n), number: String(128 - n), at: from(0, 2), account: '7', account_name: 'town', person: '8', post: '9', for_post: null, actor_unit: town.id,
  actor_unit_name: town.name, unit: String(1040 + n), unit_name: '东许家村', capability: 'forms.return.approved', object: '5501', outcome: 'done', detail: '{}',
})
const account = (n, state, more = {}) => ({
  id: String(70 + n), login: 'lidao' + n, person: { id: String(80 + n), name: ['许洪福', '连玉珍', '毕文忠', '曲桂芳'][n] }, state, locked_until: null, second_factor: false,
  unit: children.get(town.id)[n], posts: [{ id: String(50 + n), title: '村文书', role: 'village_clerk', unit: children.get(town.id)[n], enabled: true }], ...more,
})
const change = (field, old, now, more = {}) => ({ row: '', state: 'changed', field, label: forms.living.fields.find((f) => f.code === field).label, old, new: now, disputed: false, ...more })
const reviewItem = (village, changes, more = {}) => ({ unit: village, state: 'reported', mine: true, step: 0, reported_at: from(-1, 2), filler: '许洪福', late: false, revision: 4, version: 1, changes, changed: changes.length, disputed: 0, ...more })
const finding = { field: 'rules[0].expression', code: 'expressions.syntax.unexpected', message: '第 1 行第 10 个字：这里应当是一个指标或数。', arguments: { line: '1', column: '10' }, blocks: true }

export function freshOffice() {
  return { draft: structuredClone({ ...forms.living, rules: [{ ...forms.living.rules[0], expression: '室内冲水厕所 <= <= 常住户数' }] }), revision: 3, approved: [], polls: 0, day: null }
}

/** The answer, or undefined where the village's part of the stand-in has it. */
export function answerOffice(method, path, query, body, session, state) {
  if (!roles[session.login]) return undefined
  const [role, title, home, name, permissions] = roles[session.login]
  const post = { id: '59', title, role, unit: home }
  const ok = (body, etag) => ({ body, ...(etag === undefined ? {} : { etag }) })
  const list = (items) => ok({ items, next: null })
  const inTree = (id) => byId.get(id ?? '1') ?? city
  const exported = (made, wish) => ({
    id: '61', state: made, file_name: '高龄津贴年度核验-2026.xlsx', rows: 0, approved_only: wish.approved_only ?? false, full_numbers: wish.full_numbers ?? false,
    purpose: wish.purpose ?? '', by: name, mine: true, asked_at: from(0), made_at: null,
  })
  const listed = (u) => ({ ...u, in_use: true, has_children: children.has(u.id) })
  const parts = path.split('/').slice(1)
  if (path === '/identity/me') {
    return ok({
      account: { id: '7' + session.login, login: session.login, phone: '' }, person: { id: '8', name }, post, for_post: null, posts: [post], delegated: [],
      permissions: ['directory.read', 'catalogue.read', 'calendar.read', ...permissions], second_factor: role !== 'town_reviewer', must_enrol: false, idle_minutes: 30, city: { name: '威海市', sample: true },
    })
  }
  if (path === '/directory/root' || /^\/directory\/units\/\w+$/.test(path)) {
    const u = inTree(path === '/directory/root' ? '1' : parts[2])
    const above = []
    for (let p = u; p; p = parents.get(p.id)) above.unshift(p)
    if (method === 'PATCH') return ok({ id: u.id }, 2)
    return ok({ ...u, official_name: u.name, in_use: true, path: above, children: (children.get(u.id) ?? []).length, departments: 0, government: u.kind === 'department' ? city : null, line_superior: null, version: '1', revision: 1 }, 1)
  }
  if (/\/directory\/units\/\w+\/children$/.test(path)) return list((children.get(parts[2]) ?? []).map(listed))
  if (path === '/directory/search') return ok({ items: [...byId.values()].filter((u) => u.name.includes(query.get('q'))).slice(0, 5).map((u) => ({ ...listed(u), path: [city.name] })) })
  if (path === '/forms/tasks' && method === 'GET') return list(role === 'department_officer' ? tasks : [])
  if (path === '/forms/tasks' || /\/forms\/tasks\/\w+\/(remind|postpone|pause|resume|close|void)$/.test(path)) return ok({ id: '801' }, 4)
  if (path === '/forms/scope-count') return ok({ units: query.get('units').split(',').reduce((sum, id) => sum + villagesOf(id).length, 0) })
  const at = tasks.find((one) => one.id === parts[2])
  if (parts[0] === 'forms' && parts[1] === 'tasks' && at && parts.length === 3) {
    return ok({ ...at, definition: forms.elderly, reminders: at.id === '801' ? [{ at: from(-2), units: 40 }] : [], postponements: at.id === '801' ? [{ at: from(-1), by: '周敏', from: from(2), to: at.deadline, reason: '台风过境，各村先忙防汛' }] : [], earliest_reminder: from(at.id === '801' ? -3 : 2), mine: role === 'department_officer' }, at.revision)
  }
  if (path.endsWith('/progress')) {
    const parent = inTree(query.get('parent') ?? (role === 'town_reviewer' ? town.id : '1'))
    const total = counts(parent.id)
    return ok({
      parent, total, items: (children.get(parent.id) ?? []).filter((u) => u.kind !== 'department').map((u) => ({ unit: u, leaf: u.level === 'village', state: u.level === 'village' ? stateOf(u) : null, ...counts(u.id) })),
      curve: Array.from({ length: 10 }, (_, i) => ({ date: date(i - 9), reported: Math.round(total.reported * (i / 9) ** 1.4), plan: Math.round((total.due * (i + 1)) / 14) })),
      sources: { cells: 21000, carried: 15120, confirmed: 2310, typed: 3150, corrected: 420 }, declined: [], gone_units: [], as_of: new Date().toISOString(), tree_version: 3, past_deadline: at?.id === '802',
    })
  }
  if (path.endsWith('/exports')) {
    if (method === 'POST') return (state.exports = [exported(body.full_numbers ? 'unagreed' : 'waiting', body), ...(state.exports ?? [])]), ok({ id: '61' })
    state.exports = (state.exports ?? []).map((made) => (made.state === 'waiting' ? { ...made, state: 'ready', rows: 985, made_at: from(0, 2) } : made))
    return ok({ items: state.exports, to_decide: [{ ...exported('unagreed', { full_numbers: true, purpose: '核对待遇发放名单' }), id: '62', by: '刘建国', mine: false }], has_numbers: true })
  }
  if (/^\/rollups\/tasks\/\w+$/.test(path)) {
    const parent = inTree(query.get('parent') ?? (role === 'town_reviewer' ? town.id : '1'))
    const only = query.get('approved_only') === '1'
    return ok({
      fields: [{ code: '_rows', label: '人数', unit: '人', places: 0 }, { code: 'alone', label: '独居老人', unit: '人', places: 0 }, { code: 'paid', label: '发放金额', unit: '元', places: 2 }],
      parent, total: line(parent.id, only), items: (children.get(parent.id) ?? []).filter((u) => u.kind !== 'department').map((u) => ({ unit: u, leaf: u.level === 'village', ...line(u.id, only) })),
      as_of: new Date().toISOString(), tree_version: 3, change_number: 77,
    })
  }
  if (path.endsWith('/entries') && parts[0] === 'rollups') return list(counted(query.get('parent') ?? '1', false).slice(0, 30).map((v) => ({ unit: v, value: String(elderly(v)), state: stateOf(v), reported_at: from(-1, 2), return: '5' + v.id })))
  const villages = children.get(town.id)
  if (path === '/forms/reviews') return ok({ items: [{ task: past, waiting: 3 - state.approved.length }] })
  if (/\/forms\/tasks\/\w+\/review$/.test(path)) {
    return list([
      reviewItem(villages[0], [change('households', '309', '312'), change('points', '8', '9'), change('phone', '13863100011', '13863100021', { disputed: true })], { disputed: 1 }),
      reviewItem(villages[1], []), reviewItem(villages[2], [change('cleared', null, '10.5'), { row: 'p3', state: 'left', reason: 'died' }], { late: true }),
    ].filter((item) => !state.approved.includes(item.unit.id)))
  }
  if (path.endsWith('/approve-many')) return state.approved.push(...body.units.map((u) => u.unit)), ok({ approved: body.units.length, refused: [] })
  if (/\/units\/\w+\/(approve|send-back)$/.test(path)) return state.approved.push(parts[4]), ok({ id: '1' }, 5)
  if (path.endsWith('/trail')) return ok({ versions: [{ number: 1, at: from(-1, 2), by: '许洪福', origin: 'manual', changes: 3 }], decisions: [] })
  if (/^\/forms\/tasks\/\w+\/units\/\w+$/.test(path)) {
    const values = cells(forms.living, { households: '312', population: '768', contact: '许洪福', phone: '13863100021', toilets_indoor: '287', toilets_public: '2', collection: '1', points: '9', water: '2', cleared: '10.5', checked_on: '2026-06-18' })
    values.households.previous = '309'
    values.points.previous = '8'
    return ok({
      task: past, unit: inTree(parts[4]), definition: forms.living, state: state.approved.includes(parts[4]) ? 'approved' : 'reported', revision: 4, editable: false, why_not: 'forms.return.not_yours', opened_at: from(-2),
      deadline: past.deadline, verifying: null, reported_at: from(-1, 2), filler: '许洪福', origin: 'manual', late: false, step: 0, reviewer: home, sources: [{ kind: 'return', label: '上次填报', as_of: date(-92) }], groups: [], values, rows: [], draft: null, sent_back: null, corrections: [],
    }, 4)
  }
  if (path === '/forms/forms' && method === 'GET') {
    return list([
      { id: '41', title: forms.living.title, class: 'routine', layout: 'single', state: 'draft', version: null, valid_until: null, updated_at: from(0, 1), revision: 3 },
      { id: '42', title: forms.elderly.title, class: 'entitlement', layout: 'roster', state: 'published', version: '421', valid_until: '2027-12-31', updated_at: from(-30, 1), revision: 9 },
    ])
  }
  if (path === '/forms/forms') return ok({ id: '41' })
  if (path.endsWith('/versions')) return ok({ id: '421' })
  if (path === '/forms/versions/421') return ok({ id: '421', form: '42', number: 1, definition: forms.elderly })
  if (path === '/forms/forms/41') {
    if (method === 'PUT') {
      state.draft = body.definition
      return ok({ id: '41' }, ++state.revision)
    }
    const broken = state.draft.rules.some((rule) => /<= *<=/.test(rule.expression))
    return ok({ id: '41', revision: state.revision, draft: state.draft, admitted: null, versions: [], findings: broken ? [finding] : [] }, state.revision)
  }
  if (path === '/catalogue/elements' && method === 'GET') return list(elements.filter((e) => (e.label + e.code).includes(query.get('search') ?? '')))
  if (path === '/catalogue/elements') return ok({ id: 'e-leader' })
  if (path.startsWith('/catalogue/elements/')) return ok(detailOf(elements.find((e) => e.id === parts[2]) ?? elements[0]), 1)
  if (path === '/forms/corrections-to-decide') {
    const base = { task: { id: '802', title: past.title }, unit: villages[0], path: ['荣成市', '俚岛镇'], row: '', field: 'phone', label: '联系电话', held: '13863100011', reported: '13863100021', reason: '今年换了号码', state: 'open', due: date(3), decider: home, decided_at: null, decision_reason: '', revision: 1 }
    return list([{ ...base, id: '31' }, { ...base, id: '32', unit: villages[1], label: '常住户数', held: '390', reported: '312', state: 'escalated', due: date(-2) }])
  }
  if (path === '/identity/left-behind') return list([])
  if (path === '/identity/accounts' && method === 'GET') return list([account(0, 'active'), account(1, 'waiting_activation'), account(2, 'disabled'), account(3, 'active', { locked_until: from(0, 23), second_factor: true })])
  if (path.endsWith('/reset')) return ok({ login: 'lidao1', code: 'K7QF-2M9D', expires: from(7) })
  if (path === '/identity/activation-sheets') return ok({ sheet: [0, 1, 2].map((n) => ({ unit: villages[n], name: account(n).person.name, login: 'lidao' + n, code: ['K7QF-2M9D', 'P3XA-8T4W', 'H6RC-5V7N'][n], expires: from(7) })) })
  if (path === '/identity/accounts/bulk/71') return ok({ id: '71', state: 'running', units: 65, with_account: 40 })
  if (path.startsWith('/identity/accounts')) return ok({ id: '71' })
  const replaced = (n, more = {}) => ({ line: n, unit: villages[n - 2], old_name: account(n - 2).person.name, new_name: ['李秀英', '于海波', '宋玉兰'][n - 2], new_login: `${villages[n - 2].code}-wenshu2`, ...more })
  if (path === '/identity/replacements') throw Object.assign(new Error('名单有问题，请按行修改后重新上传。'), { status: 422, code: 'identity.replacement.faults', more: { findings: [{ field: 'line 3', code: 'x', message: '没有代码为 371082199999 的单位，或不在您的管理范围内。', blocks: true }, { field: 'line 4', code: 'y', message: '本单位没有在岗的“许大海”。', blocks: true }] } })
  if (path === '/identity/replacements/31') return ok({ id: '31', state: 'staged', total: 3, done: 0, lines: [replaced(2), replaced(3), replaced(4)], failed: [] })
  if (path === '/identity/replacements/32') return ok({ id: '32', state: 'done', total: 3, done: 3, lines: [replaced(2), replaced(3), replaced(4)], failed: [{ line: 3, code: 'identity.account.login_taken' }] })
  if (path === '/identity/second-factor/begin') return ok({ secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', uri: 'otpauth://totp/qingzhuang:zhen?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=qingzhuang' })
  const posts = [{ id: '91', person: '1', person_name: '连建国', role, title: '副科长' }, { id: '92', person: '2', person_name: '毕凤英', role, title: '科员' }]
  if (path === '/identity/delegates' || path.endsWith('/posts')) return ok({ items: posts })
  if (path === '/identity/delegations' && method === 'GET') return ok({ items: [{ id: '1', to_post: posts[0], from: date(-2), until: date(5), note: '外出培训', in_force: true, revoked: false }] })
  if (path.startsWith('/identity/delegations') || path === '/identity/handovers') return ok({ id: '5' })
  if (path === '/identity/handovers/5') return ok({ id: '5', at: from(0, 2), unit: villages[0], title: '村文书', from: { post: '1', person_name: '许洪福' }, to: { post: '2', person_name: '许秀英' }, reason: '换届', by: name, items: [{ label: '未办完的任务', number: 4 }, { label: '草稿', number: 2 }] })
  const head = { id: '21', base: 3, rows: 2843, added: 2, renamed: 1, moved: 0, removed: 1, fault_count: 0, warning_count: 0, made_at: from(0, 1) }
  if (path === '/directory/imports') return method === 'GET' ? ok({ items: [{ ...head, state: 'ready' }, { ...head, id: '22', state: 'faulty', fault_count: 2 }] }) : ok({ id: '21' })
  if (path === '/directory/imports/21') return ok({ ...head, state: 'ready', faults: [], next: null }, 1)
  if (path === '/directory/imports/22') return ok({ ...head, id: '22', state: 'faulty', fault_count: 2, faults: [{ place: '第 18 行', code: 'x', message: '上级代码 371082199 不在表里。', blocks: true }, { place: '第 40 行', code: 'y', message: '名称与第 39 行相同，请核对。', blocks: false }], next: null }, 1)
  if (path.endsWith('/difference') && query.get('kind') === 'removed') return list([{ unit: '1420', code: '371082101200', name: '东许家村', was_name: null, parent_code: '371082101', was_parent_code: null }])
  if (path.endsWith('/difference')) return list(query.get('kind') === 'added' ? [{ unit: '1', code: '371082101299', name: '新港社区', was_name: null, parent_code: '371082101', was_parent_code: null }] : [])
  if (path.startsWith('/directory/')) return ok({ id: '21', version: '4', ids: ['1'] })
  if (path === '/calendar/days') return ok({ year: 2026, items: [{ day: '2026-10-01', kind: 'holiday', name: '国庆节', authority: '国务院办公厅通知', revision: 1 }, { day: '2026-10-10', kind: 'adjusted_working', name: '国庆节调休', authority: '国务院办公厅通知', revision: 1 }] })
  if (path.startsWith('/calendar/')) return ok({}, 1)
  if (path === '/jobs') return ok({ items: [{ id: '1', kind: 'forms.export', state: 'running', attempts: 1, last_error: '', run_at: from(0, 1) }, { id: '2', kind: 'directory.import', state: 'failed', attempts: 5, last_error: 'disk full', run_at: from(-1, 1) }] })
  if (path === '/audit/entries') return list([0, 1, 2, 3].map(entry))
  if (path.startsWith('/audit/entries/')) return ok({ ...entry(0), leaf: '{"number":128,"capability":"forms.return.approved"}', commitment: hash(9), personal: '{"reason":"核对无误"}', salt: hash(8), personal_erased: false, proof: { index: '127', path: [hash(5), hash(6), hash(7)], checkpoint } })
  if (path === '/audit/checkpoints') return list([checkpoint])
  return undefined
}
