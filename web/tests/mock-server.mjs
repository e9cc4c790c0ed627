#!/usr/bin/env node
// A stand-in for the hub, for building and photographing screens: serves web/dist and answers the village's part of the
// API from memory. Development and tests only.
//   node tests/mock-server.mjs [port]        sign in as clerk / any password; head, two, code, new show other cases
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { freshFeedback } from './mock-feedback.mjs'
import { answerAdmission } from './mock-admission.mjs'
import { answerOffice, freshOffice } from './mock-office.mjs'
import { cells, date, forms, from, people, register, secrets, sources, task, units } from './mock-data.mjs'

const dist = process.env.QZ_WEB_DIST ?? fileURLToPath(new URL('../dist', import.meta.url))
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' }
const reporterCsp = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
const csp = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

const living = (more = {}) => cells(forms.living, {
  households: '312', population: '768', contact: '许洪福', phone: '13863100021', toilets_indoor: '287', toilets_public: '2',
  collection: '1', points: '9', water: '2', ...more,
}, { stale: ['water'], disputed: [] })

function fresh() {
  const rows = structuredClone(people)
  const make = (id, form, state, more = {}) => ({
    task: task(id, form, more.task), form, state, revision: 0, opened_at: null, reported_at: null, filler: null, draft: null,
    sent_back: null, values: form === 'elderly' ? {} : living(), rows: form === 'elderly' ? rows : [], corrections: [], versions: [], ...more.item,
  })
  const open = { revision: 1, opened_at: from(-2) }
  const reported = { revision: 4, opened_at: from(-12), reported_at: from(-10), filler: '许洪福' }
  const floodValues = cells(forms.flood, { people: '14', shelter: '俚岛镇中心小学', leader: '许洪福', leader_phone: '13863100021', ready: '1' })
  return {
    items: [
      make('901', 'elderly', 'open', { item: open }),
      make('902', 'living', 'open', { item: open }),
      make('903', 'flood', 'new', { item: { values: floodValues }, task: { deadline: from(2) } }),
      make('904', 'living', 'sent_back', {
        task: { title: '农村人居环境情况（二季度）', period: '2026-06', deadline: from(-2) },
        item: {
          ...open, revision: 5, sent_back: { reason: '垃圾投放点比上季度多 6 处，请核对。', fields: [{ field: 'answers.points', reason: '是否把分类亭算了两次？' }], by_unit: units.town, at: from(-1) },
          values: living({ cleared: '12.5', checked_on: '2026-06-20' }),
          draft: { answers: { points: '15' }, wrong: [], rows: {}, remarks: {}, zero: false, saved_at: from(-3), by: '许洪福' },
        },
      }),
      make('905', 'flood', 'open', { task: { title: '防汛转移准备情况（八月）', period: '2026-08', state: 'paused', state_reason: '台风应急期间暂停' }, item: { ...open, values: floodValues } }),
      make('906', 'living', 'reported', {
        task: { title: '农村人居环境情况（一季度）', period: '2026-03', deadline: from(-9) },
        item: {
          ...reported,
          values: (() => {
            const values = living({ cleared: '10.5', checked_on: '2026-03-18' })
            values.households.previous = '309'
            values.points.previous = '8'
            values.phone.disputed = true
            values.phone.previous = '13863100011'
            return values
          })(),
          versions: [{ number: 1, at: from(-10), by: '许洪福', origin: 'manual', changes: 5 }],
          corrections: [{
            id: '31', task: { id: '906', title: '农村人居环境情况（一季度）' }, unit: units.village, row: null, field: 'phone', label: '联系电话',
            held: '13863100011', reported: '13863100021', reason: '', state: 'open', due: date(3), decider: units.farm, decided_at: null, decision_reason: null, revision: 1,
          }],
        },
      }),
      make('907', 'elderly', 'approved', { task: { title: '高龄津贴年度核验（2025 年）', period: '2025', deadline: from(-300) }, item: { ...reported, versions: [{ number: 1, at: from(-300), by: '许洪福', origin: 'one_click', changes: 0 }] } }),
      make('908', 'flood', 'signing', { task: { title: '防汛转移准备情况（七月）', period: '2026-07' }, item: { ...reported, values: floodValues } }),
    ],
    keys: new Map(),
    stale: null,
  }
}

// Made only when asked for: 2,000 rows take a moment.
const kLong = '909'
const longRoster = () => ({
  task: task(kLong, 'register'), form: 'register', state: 'open', revision: 1, opened_at: from(-2), reported_at: null, filler: null, draft: null,
  sent_back: null, values: {}, rows: register(), corrections: [], versions: [],
})

const posts = [
  { id: '51', title: '村文书', role: 'village_clerk', unit: units.village },
  { id: '52', title: '包村干部', role: 'village_clerk', unit: units.other },
]
const grants = {
  village_clerk: ['handed.fill', 'admission.asked', 'admission.estimate', 'admission.notices', 'admission.verify', 'admission.verifications', 'forms.receive', 'forms.fill', 'forms.reveal', 'forms.read'],
  unit_head: ['forms.receive', 'forms.sign_off', 'forms.read'],
}
function meFor(login, seat) {
  const head = login === 'head'
  const own = head ? [{ id: '53', title: '村委会主任', role: 'unit_head', unit: units.village }] : login === 'two' ? posts : posts.slice(0, 1)
  const post = own.find((p) => p.id === seat.post) ?? own[0]
  const delegated = login === 'two' ? [{ id: '61', title: '村文书', person_name: '连玉珍', unit: units.other }] : []
  return {
    account: { id: '7' + login, login, phone: '' }, person: { id: '8' + login, name: head ? '许建国' : '许洪福' }, post,
    for_post: delegated.find((d) => d.id === seat.for_post) ?? null, posts: own, delegated, permissions: grants[post.role], second_factor: login === 'code',
    must_enrol: false, idle_minutes: 30, city: { name: '威海市', sample: true },
  }
}

const typed = (item) => (item.draft ?? { answers: {}, wrong: [], rows: {}, remarks: {}, zero: false })

function view(item) {
  const editable = ['new', 'open', 'sent_back', 'withdrawn'].includes(item.state) && item.task.state === 'open'
  const form = forms[item.form]
  const single = form.layout === 'single'
  return {
    task: item.task, unit: units.village, definition: form, state: item.state, revision: item.revision, editable,
    why_not: editable ? null : item.task.state === 'paused' ? 'forms.task.paused' : 'forms.return.already_reported',
    opened_at: item.opened_at, reported_at: item.reported_at, filler: item.filler, origin: 'manual', late: false, step: 0, reviewer: units.town,
    sources, groups: single
      ? [{ source: sources[0], fields: form.fields.filter((f) => item.values[f.code].source === 0).map((f) => f.code) }]
      : [],
    values: item.values, rows: item.rows, draft: editable || item.state === 'signing' ? item.draft : null, sent_back: item.sent_back, corrections: item.corrections,
    deadline: item.task.deadline, verifying: item.verifying ? { since: new Date(Date.now() - 86400_000).toISOString(), by: units.village, kind: 'unclear', fields: [form.fields[0].code], answer_due: new Date(Date.now() + 2 * 86400_000).toISOString().slice(0, 10) } : null,
  }
}

function findings(item, body) {
  const form = forms[item.form]
  const found = []
  if (body.zero) return found
  const judge = (values, cellsOf, prefix) => {
    for (const f of form.fields) {
      const text = cellsOf[f.code]
      const held = values[f.code]
      const missing = text == null ? (text === null || !held?.shown) && f.required : text === ''
      if (missing || (f.confirm === 'always' && text === undefined && held?.shown)) {
        found.push({ field: prefix + f.code, code: 'forms.return.required', message: `请填写${f.label}`, blocks: true })
      }
    }
  }
  if (form.layout === 'single') {
    judge(item.values, body.answers, 'answers.')
    const of = (code) => Number(body.answers[code] ?? item.values[code]?.value ?? 0)
    if (item.form === 'living' && of('toilets_indoor') > of('households')) {
      found.push({ field: 'answers.toilets_indoor', code: 'forms.return.rule', message: '室内冲水厕所户数不应多于常住户数', blocks: true })
    }
    if (item.form === 'living' && of('cleared') > 100 && !body.remarks['answers.cleared']) {
      found.push({ field: 'answers.cleared', code: 'forms.return.rule', message: '本季度清理垃圾比上季度多很多，请说明', blocks: false })
    }
  } else {
    for (const row of item.rows) if (body.rows[row.key]?.state !== 'left') judge(row.values, body.rows[row.key]?.cells ?? {}, `rows.${row.key}.`)
    for (const [key, row] of Object.entries(body.rows)) if (row.state === 'added') judge({}, row.cells, `rows.${key}.`)
  }
  return found
}

const kLists = /^\/(forms\/(forms|tasks|inbox|reviews|corrections-to-decide|history)|identity\/(accounts|delegations)|directory\/imports|jobs|admission\/(proposals|queue|directory|notices|samples|upward|verifications)|catalogue\/(elements|claims)|handed\/(requests|asked-of-us)|forms\/figures\/entries|audit\/(entries|checkpoints)|forms\/tasks\/\w+\/review)$/

class Refusal extends Error {
  constructor(status, code, detail, more = {}) {
    super(detail)
    Object.assign(this, { status, code, more })
  }
}

/** `packed`: files go out as gzip, as the binary sends them. */
export function startMock(port = 0, { packed = false } = {}) {
  let state = fresh()
  let office = freshOffice()
  let feedback = freshFeedback()
  const sessions = new Map()
  let count = 0
  // What every list meets: '' as usual, 'error', 'empty' or 'slow'.
  let mode = ''

  const find = (id, unit) => {
    if (id === kLong && !state.items.some((i) => i.task.id === id)) state.items.push(longRoster())
    const item = state.items.find((i) => i.task.id === id)
    if (!item || unit !== units.village.id) throw new Refusal(404, 'platform.http.not_found', '没有找到。')
    return item
  }

  async function answer(method, path, query, body, headers, session) {
    if (path === '/identity/session' && method === 'POST') {
      if (body.password === 'wrong') throw new Refusal(401, 'identity.session.wrong', '登录名或密码不对，请核对后再试。')
      if (body.password === 'locked') throw new Refusal(423, 'identity.session.locked', '密码连续输错 5 次，账号锁定 15 分钟。也可请镇街管理员解锁。')
      if (body.login === 'new') throw new Refusal(401, 'identity.session.activation_needed', '请先启用账号。')
      if (body.login === 'code' && !body.code) throw new Refusal(401, 'identity.session.code_needed', '请输入动态码。')
      const token = String(++count)
      sessions.set(token, { login: body.login, seat: {} })
      return { body: { account: '7', second_factor: false, must_enrol: false }, cookie: token }
    }
    if (path === '/identity/activate') return { body: { id: '7' } }
    if (path === '/mock/mode') return (mode = body.mode), { body: {} }
    if (path === '/mock/reset') return (mode = ''), (state = fresh()), (office = freshOffice()), (feedback = freshFeedback(body)), { body: {} }
    if (path === '/mock/end-session') return sessions.clear(), { body: {} }
    if (path === '/mock/stale') return (state.stale = body), { body: {} }
    if (!session) throw new Refusal(401, 'identity.session.ended', '请重新登录。')
    const told = feedback.desk(method, path, query, body, session)
    if (told) return told
    if (mode && method === 'GET' && path !== '/identity/me' && path !== '/directory/root') {
      if (mode === 'error') throw new Refusal(500, 'platform.internal', '系统出错了，请稍后再试。')
      if (mode === 'slow') await new Promise((go) => setTimeout(go, 60_000)) // longer than any look at the screen
      if (mode === 'empty' && kLists.test(path)) return { body: { items: [], next: null } }
    }
    const answered = answerAdmission(method, path, query, body, session, mode) ?? answerOffice(method, path, query, body, session, office)
    if (answered) return answered
    const me = meFor(session.login, session.seat)
    if (path === '/identity/me') return { body: me }
    if (path === '/identity/sign-out') return sessions.clear(), { body: {} }
    if (path === '/identity/seat') return (session.seat = body), { body: { id: body.post } }
    if (path === '/identity/password') return { body: { id: '7' } }
    if (path === '/identity/phone') return { body: { id: '7' } }
    if (path === `/identity/units/${units.village.id}/posts`) return { body: { items: posts.map((p) => ({ id: p.id, title: p.title, person_name: '许洪福' })), next: null } }
    if (path === '/directory/search') return { body: { items: [units.other, units.town], next: null } }
    if (path === '/forms/inbox') {
      const todo = ['new', 'open', 'signing', 'sent_back', 'withdrawn']
      const wanted = query.get('state') === 'todo'
      const items = state.items.filter((i) => todo.includes(i.state) === wanted).map((i) => ({
        task: i.task, unit: units.village.id, state: i.state, deadline: i.task.deadline, days_left: 0, late: false,
        to_fill: i.task.id === '903' ? 0 : forms[i.form].layout === 'roster' ? 38 : Object.values(i.values).filter((v) => v.needs === 'missing' || v.needs === 'confirm').length,
        held: forms[i.form].layout === 'roster' ? 266 : Object.values(i.values).filter((v) => v.shown).length,
        sent_back: i.sent_back, reminded: i.task.id === '902' ? from(-1) : null, assigned_post: null, revision: i.revision,
      }))
      return { body: { items: me.post.unit.id === units.village.id && !me.for_post ? items : [], next: null } }
    }
    if (path === '/forms/history') {
      return { body: { items: state.items.filter((i) => i.reported_at).map((i) => ({ task: i.task, unit: units.village.id, period: i.task.period, reported_at: i.reported_at, state: i.state, version: 1 })), next: null } }
    }
    if (path === '/forms/corrections') {
      const open = state.items.flatMap((i) => i.corrections).map((c) => ({ ...c, unit: units.village, path: ['荣成市', '俚岛镇'] }))
      const decided = open.map((c) => ({ ...c, id: '32', label: '常住户数', held: '390', reported: '312', state: 'upheld', decided_at: from(-20), decision_reason: '已按村里实际更正。' }))
      return { body: { items: [...open, ...decided], next: null } }
    }
    const at = /^\/forms\/tasks\/([^/]+)\/units\/([^/]+)(?:\/(.+))?$/.exec(path)
    if (!at) throw new Refusal(404, 'platform.http.not_found', '没有找到。')
    const item = find(at[1], at[2])
    const key = headers['idempotency-key']
    if (method !== 'GET' && state.keys.has(key)) return state.keys.get(key)
    const done = () => {
      const reply = { body: { id: item.task.id }, etag: item.revision }
      state.keys.set(key, reply)
      return reply
    }
    const matches = () => headers['if-match'] === `"${item.revision}"`
    switch (at[3]) {
      case undefined: return { body: view(item), etag: item.revision }
      case 'trail': return { body: { versions: item.versions, decisions: [] } }
      case 'receive': return done()
      case 'open':
        if (item.state === 'new') Object.assign(item, { state: 'open', opened_at: new Date().toISOString(), revision: 1 })
        return done()
      case 'assign': case 'transfer': case 'hand-down': case 'decline': return done()
      case 'draft': {
        if (state.stale) {
          Object.assign(item, { draft: { ...state.stale, saved_at: new Date().toISOString(), by: '连玉珍' }, revision: item.revision + 1 })
          state.stale = null
        }
        if (!matches()) {
          throw new Refusal(409, 'forms.return.stale', '别人刚刚保存过。', { details: { theirs: { draft: item.draft, by: item.draft?.by ?? null, at: item.draft?.saved_at ?? null, revision: item.revision } } })
        }
        Object.assign(item, { draft: { ...body, saved_at: new Date().toISOString(), by: me.person.name }, revision: item.revision + 1 })
        return done()
      }
      case 'submit': {
        if (!matches()) throw new Refusal(409, 'forms.return.stale', '别人刚刚保存过。', { details: { theirs: { draft: typed(item), by: '连玉珍', at: new Date().toISOString(), revision: item.revision } } })
        const found = findings(item, body)
        if (found.length) throw new Refusal(422, 'forms.return.faults', '还有要填的。', { findings: found })
        for (const [code, text] of Object.entries(body.answers)) {
          const cell = item.values[code]
          if (cell && cell.value !== text) Object.assign(cell, { previous: cell.shown, value: text, shown: forms[item.form].fields.find((f) => f.code === code).choices.find((c) => c.code === text)?.label ?? text })
        }
        Object.assign(item, {
          state: forms[item.form].sign_off ? 'signing' : 'reported', reported_at: new Date().toISOString(), filler: me.person.name, revision: item.revision + 1,
          versions: [{ number: 1, at: new Date().toISOString(), by: me.person.name, origin: 'manual', changes: Object.keys(body.answers).length }],
        })
        return done()
      }
      case 'withdraw':
        if (!matches()) throw new Refusal(409, 'forms.return.moved_on', '情况已变，请看最新状态。')
        Object.assign(item, { state: 'withdrawn', revision: item.revision + 1 })
        return done()
      case 'sign-off':
        Object.assign(item, { state: body.verdict === 'agree' ? 'reported' : 'sent_back', revision: item.revision + 1 })
        return done()
      case 'reveal':
        return { body: { values: {}, rows: Object.fromEntries(item.rows.map((row) => [row.key, { id_number: secrets[row.key] }])) } }
      default: throw new Refusal(404, 'platform.http.not_found', '没有找到。')
    }
  }

  // Chromium before 97 does not know 'wasm-unsafe-eval' and compiles nothing under such a policy.
  const policyOfF = () => (feedback.state.refuseWasm ? reporterCsp.replace(" 'wasm-unsafe-eval'", '') : reporterCsp)

  function file(path, response) {
    const wanted = normalize(path.endsWith('/') ? path + 'index.html' : path)
    const full = join(dist, wanted)
    if (!full.startsWith(dist) || !existsSync(full) || !statSync(full).isFile()) {
      response.writeHead(404).end()
      return
    }
    const headers = { 'Content-Type': types[extname(full)] ?? 'application/octet-stream', 'Content-Security-Policy': path.startsWith('/f/') ? policyOfF() : csp, 'X-Content-Type-Options': 'nosniff' }
    if (packed) {
      response.writeHead(200, { ...headers, 'Content-Encoding': 'gzip' }).end(gzipSync(readFileSync(full), { level: 9 }))
      return
    }
    response.writeHead(200, headers)
    createReadStream(full).pipe(response)
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://localhost')
    if (url.pathname === '/healthz') return response.writeHead(200).end('ok')
    if (url.pathname.startsWith('/f/')) {
      const chunks = []
      for await (const chunk of request) chunks.push(chunk)
      const reply = feedback.intake(request.method, url.pathname, Buffer.concat(chunks), request.headers)
      if (reply) return response.writeHead(reply.status, { 'Content-Type': reply.type, 'Cache-Control': 'no-store' }).end(reply.body)
    }
    if (url.pathname === '/f') return response.writeHead(200, { 'Content-Type': types['.html'], 'Content-Security-Policy': policyOfF() }).end(readFileSync(join(dist, 'f/index.html')))
    if (!url.pathname.startsWith('/api/')) return file(url.pathname, response)
    let text = ''
    for await (const chunk of request) text += chunk
    const token = /qz_session=(\w+)/.exec(request.headers.cookie ?? '')?.[1]
    try {
      const reply = await answer(request.method, url.pathname.slice(4), url.searchParams, /^[[{]/.test(text) ? JSON.parse(text) : {}, request.headers, sessions.get(token))
      if (reply.bytes) return response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(reply.bytes)
      const headers = { 'Content-Type': 'application/json' }
      if (reply.etag !== undefined) headers.ETag = `"${reply.etag}"`
      if (reply.cookie) headers['Set-Cookie'] = `qz_session=${reply.cookie}; Path=/api; HttpOnly; SameSite=Strict`
      response.writeHead(200, headers).end(JSON.stringify(reply.body))
    } catch (error) {
      if (!error.status) console.error(error)
      const status = error.status ?? 500
      response.writeHead(status, { 'Content-Type': 'application/problem+json' })
        .end(JSON.stringify({ type: 'about:blank', title: error.message, status, code: error.code ?? 'platform.internal', detail: error.message, request: 'r1', ...error.more }))
    }
  })
  return new Promise((ready) => server.listen(port, '127.0.0.1', () => ready({ server, port: server.address().port, feedback: () => feedback })))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { port } = await startMock(Number(process.argv[2] ?? 5603))
  console.log(`http://127.0.0.1:${port}/m/`)
}
