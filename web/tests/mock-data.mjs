// A village's inbox as the sample city would have it: two single forms, a roster of 38, and one task in each state.
// Everybody here is invented; the numbers come from a fixed seed.

let seed = 20260912
function random(n) {
  seed = (seed * 1103515245 + 12345) % 2147483648
  return Math.floor((seed / 2147483648) * n)
}
const pick = (list) => list[random(list.length)]

export function idNumber(region, birth, order) {
  const body = region + birth.replace(/-/g, '') + String(order).padStart(3, '0')
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, i) => total + weight * Number(body[i]), 0)
  return body + '10X98765432'[sum % 11]
}

const day = 24 * 3600 * 1000
export const from = (days, hour = 10) => {
  const at = new Date(Date.now() + days * day)
  at.setUTCHours(hour, 0, 0, 0)
  return at.toISOString()
}
const date = (days) => from(days).slice(0, 10)

const unit = (id, code, name, level, kind = 'administrative') => ({ id, code, name, level, kind })
export const units = {
  village: unit('4101', '371082101276', '大庄许家村', 'village'),
  other: unit('4102', '371082101282', '烟墩角村', 'village'),
  town: unit('4001', '371082101', '俚岛镇', 'township'),
  civil: unit('4901', '371000D05', '威海市民政局', 'other', 'department'),
  farm: unit('4902', '371000D08', '威海市农业农村局', 'other', 'department'),
  flood: unit('4903', '371000D11', '威海市应急管理局', 'other', 'department'),
}

const field = (code, label, type, more = {}) => ({
  code, element: 'e-' + code, label, type, unit: '', places: 0, required: true, explanation: '', least: null, most: null,
  choices: [], confirm: 'if_stale', total: false, ...more,
})
const choices = (...labels) => labels.map((label, i) => ({ code: String(i + 1), label }))
const marks = (issuer, number) => ({ admission_number: number, issuer, valid_until: '2027-12-31', form_number: '', approval: '' })

export const forms = {
  living: {
    title: '农村人居环境情况', class: 'routine', layout: 'single', roster: null,
    marks: marks('威海市农业农村局', '威农〔2026〕表 8 号'), period: 'quarterly', zero_report: false, sign_off: false,
    instructions: '按季度末实际情况填写。户数以村委会掌握的常住户为准，空置房不计。',
    sections: [
      { title: '基本情况', fields: ['households', 'population', 'contact', 'phone'] },
      { title: '厕所和垃圾', fields: ['toilets_indoor', 'toilets_public', 'collection', 'points', 'water'] },
      { title: '本季度', fields: ['cleared', 'checked_on', 'note'] },
    ],
    fields: [
      field('households', '常住户数', 'integer', { unit: '户', least: '0', most: '5000', total: true, explanation: '在本村居住半年以上的户' }),
      field('population', '常住人口', 'integer', { unit: '人', least: '0', total: true }),
      field('contact', '联系人', 'text'),
      field('phone', '联系电话', 'phone'),
      field('toilets_indoor', '室内冲水厕所', 'integer', { unit: '户', least: '0', total: true }),
      field('toilets_public', '公共厕所', 'integer', { unit: '座', least: '0', total: true }),
      field('collection', '生活垃圾收运方式', 'choice', { choices: choices('村收集、镇转运', '村收集、村处理', '农户自行处理') }),
      field('points', '垃圾投放点', 'integer', { unit: '处', least: '0', total: true }),
      field('water', '生活污水去向', 'choice', { choices: choices('接入管网', '集中处理站', '资源化利用', '分散排放') }),
      field('cleared', '本季度清理垃圾', 'decimal', { unit: '吨', places: 1, least: '0', total: true, explanation: '称重或按车次折算，每车按 1.5 吨' }),
      field('checked_on', '最近一次检查日期', 'date', { explanation: '镇或村组织的检查都算' }),
      field('note', '其他说明', 'text', { required: false }),
    ],
    rules: [{ expression: 'toilets_indoor <= households', severity: 'error', message: '室内冲水厕所户数不应多于常住户数', fields: ['toilets_indoor'] }],
  },
  flood: {
    title: '防汛转移准备情况', class: 'entitlement', layout: 'single', roster: null,
    marks: marks('威海市应急管理局', '威应急〔2026〕表 3 号'), period: 'monthly', zero_report: true, sign_off: true,
    instructions: '汛期每月报一次。没有需要转移的人，按零报告上报。',
    sections: [{ title: '转移准备', fields: ['people', 'shelter', 'leader', 'leader_phone', 'ready'] }],
    fields: [
      field('people', '需转移人数', 'integer', { unit: '人', least: '0', total: true }),
      field('shelter', '安置点', 'text'),
      field('leader', '责任人', 'text'),
      field('leader_phone', '责任人电话', 'phone'),
      field('ready', '路线是否已告知到户', 'yes_no', { confirm: 'always' }),
    ],
    rules: [],
  },
  elderly: {
    title: '高龄津贴年度核验', class: 'entitlement', layout: 'roster', roster: { code: 'elderly', key: 'id_number', key_field: 'id_number', name_field: 'name' },
    marks: marks('威海市民政局', '威民〔2026〕表 17 号'), period: 'yearly', zero_report: false, sign_off: false,
    instructions: '逐人核对。每年须确认一次健在和居住情况。',
    sections: [{ title: '老人', fields: ['name', 'id_number', 'address', 'phone', 'living', 'carer', 'relief', 'alive'] }],
    fields: [
      field('name', '姓名', 'text'),
      field('id_number', '公民身份号码', 'id_number'),
      field('address', '居住地', 'text'),
      field('phone', '联系电话', 'phone'),
      field('living', '居住情况', 'choice', { choices: choices('独居', '与配偶同住', '与子女同住') }),
      field('carer', '照护联系人', 'text', { required: false }),
      field('relief', '救助类别', 'choice', { choices: choices('特困', '低保', '低保边缘', '无') }),
      field('alive', '现在的情况', 'choice', { choices: choices('健在，住在本地', '健在，住在外地'), confirm: 'always', explanation: '每年确认一次' }),
    ],
    rules: [],
  },
}

// A long roster: 20 columns.
forms.register = {
  ...forms.elderly, title: '困难群众走访登记', class: 'routine', sign_off: false,
  sections: [],
  fields: [
    ...forms.elderly.fields.map((one) => ({ ...one, confirm: 'if_stale' })),
    ...['家庭人口', '劳动力', '耕地面积', '年收入', '低保金', '医疗支出', '住房间数', '走访次数'].map((label, i) => field('n' + i, label, 'integer', { unit: i === 3 ? '元' : '', least: '0', required: i < 4 })),
    field('visited_on', '走访日期', 'date'), field('safe', '住房安全', 'yes_no'), field('need', '主要困难', 'text', { required: false }), field('remark', '备注', 'text', { required: false }),
  ],
}

export const sources = [
  { kind: 'return', label: '上次填报', as_of: date(-92) },
  { kind: 'import', label: '低保系统', as_of: date(-21) },
]

const shownAs = (f, value) =>
  value === null ? '' : f.type === 'id_number' ? '*'.repeat(14) + value.slice(14) : f.type === 'choice' ? f.choices.find((c) => c.code === value).label : value

export function cells(form, given, options = {}) {
  return Object.fromEntries(form.fields.map((f) => {
    const value = given[f.code] ?? null
    const needs = value === null ? (f.required ? 'missing' : 'optional') : f.confirm === 'always' ? 'confirm' : options.stale?.includes(f.code) ? 'stale' : null
    const cell = {
      value: f.type === 'id_number' ? null : value,
      shown: shownAs(f, value),
      source: value === null ? null : options.second?.includes(f.code) ? 1 : 0,
      needs,
    }
    if (options.disputed?.includes(f.code)) cell.disputed = true
    return [f.code, cell]
  }))
}

const surnames = ['许', '王', '张', '于', '毕', '连', '梁', '曲', '宋', '姜']
const given = ['秀英', '桂兰', '玉珍', '淑兰', '德胜', '建国', '文忠', '凤英', '玉芝', '洪福', '永昌', '桂芳', '世荣', '秀芝']

export const secrets = {}
export const people = Array.from({ length: 38 }, (_, i) => {
  const born = `${1926 + random(19)}-${String(1 + random(12)).padStart(2, '0')}-${String(1 + random(28)).padStart(2, '0')}`
  const female = random(2) === 1
  const id = idNumber('371082', born, 100 + random(440) * 2 + (female ? 0 : 1))
  const key = 'p' + (i + 1)
  secrets[key] = id
  const name = pick(surnames) + pick(given)
  const values = cells(forms.elderly, {
    name, id_number: id, address: `大庄许家村 ${1 + random(6)} 组`, phone: '13' + String(100000000 + random(899999999)), living: pick(['1', '2', '3']),
    carer: random(3) ? `${name[0]}${pick(given)}（${pick(['儿子', '女儿', '侄子', '儿媳'])}）` : null, relief: pick(['2', '4', '4', '3']), alive: '1',
  }, { second: ['relief'] })
  const age = new Date().getUTCFullYear() - Number(born.slice(0, 4)) - (date(0).slice(5) < born.slice(5) ? 1 : 0)
  return { key, name, about: { female, age, birth: born }, values, needs: 1 }
})

/** 2,000 people on the long roster. */
export const register = () => Array.from({ length: 2000 }, (_, i) => {
  const known = people[i % people.length]
  const values = cells(forms.register, {
    ...Object.fromEntries(forms.elderly.fields.map((f) => [f.code, f.code === 'id_number' ? secrets[known.key] : known.values[f.code].value])),
    ...Object.fromEntries(Array.from({ length: 7 }, (_, n) => ['n' + n, String((i * 7 + n * 13) % 90)])), safe: '1',
  })
  return { ...known, key: 'r' + (i + 1), values, needs: 2 }
})

export function task(id, form, more = {}) {
  const definition = forms[form]
  const issuer = { living: units.farm, flood: units.flood, elderly: units.civil, register: units.civil }[form]
  return {
    id, title: definition.title, form: { id: 'f-' + form, title: definition.title, class: definition.class, layout: definition.layout },
    version: 'v-' + form, period: '2026-09', issuer, published_at: from(-9), deadline: from(5), state: 'open', late: 'accept',
    chain: ['township', 'county', 'issuer'], step_days: 3, contact: { name: '周敏', phone: '0631-5200000' }, note: '', marks: definition.marks,
    due: 2768, revision: 3, state_reason: '', ...more,
  }
}
export { date }
