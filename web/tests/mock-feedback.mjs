// The stand-in hub's feedback: intake under /f and the case office under /api/feedback, from memory. Its seals are made
// here by hand, so that a slip in the screens' own sealing does not go unseen. Development and tests only.
import sodium from 'libsodium-wrappers-sumo'
import { date } from './mock-data.mjs'

await sodium.ready
const b64 = (bytes) => Buffer.from(bytes).toString('base64url')
const un64 = (text) => new Uint8Array(Buffer.from(text ?? '', 'base64url'))
const id16 = (n) => b64(Buffer.alloc(16, n))
const concat = (...parts) => new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part))))
const sha = (bytes) => sodium.crypto_hash_sha256(bytes)
const group = (text) => text.replace(/(.{4})(?=.)/g, '$1 ')

export const kPassphrase = '山高水长 日日行船 不惧风浪'
const kOfficers = [{ officer: '91', name: '周敏', login: 'case1' }, { officer: '92', name: '于海', login: 'case2' }]
const kMonths = (() => {
  const now = new Date(Date.now() + 8 * 3600_000)
  const name = (back) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7)
  return { now: name(0), before: name(1), old: name(2) }
})()
const categories = [
  ['documents', '文件', 'Documents'], ['meetings', '会议', 'Meetings'], ['inspections', '督查检查考核', 'Inspections'], ['forms', '填表报数', 'Forms and figures'],
  ['fingertip', '指尖上的形式主义', 'Formalism at the fingertip'], ['shifting', '责任下压', 'Duties pushed down'], ['secondment', '借调', 'Secondment'], ['briefs', '信息简报', 'Briefs'],
  ['plaques', '牌子和证明', 'Plaques and certificates'], ['showpiece', '形象工程', 'Showpiece projects'], ['false_figures', '数据造假', 'False statistics'], ['other', '其他', 'Other'],
].map(([code, zh, en]) => ({ code, zh, en }))
const scopes = [
  ['371000', '威海市'], ['371002', '环翠区'], ['371082', '荣成市'], ['371082101', '荣成市俚岛镇'], ['371082102', '荣成市成山镇'], ['371002101', '环翠区孙家疃街道'], ['371083101', '乳山市白沙滩镇'],
].map(([code, name]) => ({ code, name }))
const forms = [
  { number: '威民〔2026〕表 17 号', name: '高龄津贴年度核验', issuer: '市民政局' }, { number: '威农〔2026〕表 4 号', name: '农村人居环境情况', issuer: '市农业农村局' },
  { number: '威应急〔2026〕表 2 号', name: '防汛转移准备情况', issuer: '市应急管理局' }, { number: '威民〔2026〕表 18 号', name: '村级基本情况', issuer: '市民政局' },
]
const refusals = [
  ['resident_request', '这是群众诉求，请拨打 12345。我们不登记您的反映，也不会转给别人。', 'This is a request of a resident: please call 12345.'],
  ['discipline', '这件事属于违纪违法线索，请拨打 12388。', 'This concerns discipline: please call 12388.'],
  ['too_little', '内容太少，没法核实。您可以凭回执补充是哪张表、多久一次。', 'Too little to verify: add with the receipt which form and how often.'],
  ['not_burden', '所反映的是法定职责内的工作，不属于形式主义。', 'This is work required by law and no formalism.'],
  ['flood', '同样内容已经受理，不再重复登记。', 'The same content has been accepted already.'],
].map(([code, zh, en]) => ({ code, zh, en }))
const questions = [
  ['all_forms', '请列出你单位今年向镇村发出的全部报表，说明依据、频次和是否重复。', 'List every form you sent to towns and villages this year, its basis, frequency and overlap.'],
  ['all_meetings', '请列出你单位今年要求镇村参加的全部会议。', 'List every meeting you asked towns and villages to attend this year.'],
  ['all_groups', '请列出你单位今年要求镇村加入的全部工作群和应用程序。', 'List every chat group and app you asked towns and villages to join this year.'],
].map(([code, zh, en]) => ({ code, zh, en }))
export const civil = { id: '31', code: '371000', name: '市民政局', level: 'city', kind: 'department' }
const cityUnit = { id: '1', code: '371000', name: '威海市', level: 'city', kind: 'administrative' }

const passphraseKeys = new Map()
/** An officer's pair and its private half wrapped under the passphrase; slow, so made once for each officer. */
function officerKeys(officer) {
  if (passphraseKeys.has(officer)) return passphraseKeys.get(officer)
  const pair = sodium.crypto_box_keypair()
  const salt = sodium.randombytes_buf(16)
  const nonce = sodium.randombytes_buf(24)
  const key = sodium.crypto_pwhash(32, kPassphrase, salt, 3, 64 * 1024 * 1024, sodium.crypto_pwhash_ALG_ARGON2ID13)
  const made = { pair, wrapped: { suite: 1, salt: b64(salt), ops: 3, mem: 64 * 1024 * 1024, nonce: b64(nonce), box: b64(sodium.crypto_secretbox_easy(pair.privateKey, nonce, key)) } }
  passphraseKeys.set(officer, made)
  return made
}

function pad(text, sizes) {
  const plain = Buffer.from(text)
  return sodium.pad(plain, sizes.find((size) => plain.length < size))
}
/** Header and body of a part, by the table of the protocol. */
function sealPart(office, epoch, epochKey, { kind = 1, body, lookup, reply }) {
  const key = sodium.randombytes_buf(32)
  const number = Buffer.alloc(4)
  number.writeUInt32BE(Number(epoch.replace('-', '')))
  const header = concat(Buffer.from('QF'), [1, 1, kind], un64(office), number, lookup, reply, sodium.crypto_box_seal(key, epochKey))
  const nonce = sodium.randombytes_buf(24)
  const box = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(pad(JSON.stringify(body), [2048, 8192, 32768]), header, null, nonce, key)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(box.length)
  return concat(header, nonce, length, box)
}

const samples = [
  ['371082101', 'forms', '同一张人居环境表每周报两次，内容一个字没变，只是换了表头和文号，每次要重新找十二个数。', 6, 0, 'new'],
  ['371082101', 'forms', '人居环境的表每周都要报两次，内容一个字没变，只是换了表头和文号，每次都要重新找十二个数。', 8, 0, 'new'],
  ['371082101', 'forms', '同一张人居环境表一周报两次，内容没变，换了表头和文号，每次还要重新找十二个数，太折腾。', 5, 0, 'new'],
  ['371082102', 'fingertip', '进了二十三个工作群，每个群都要接龙回复收到，晚上十点还在点名，没回的第二天通报。', 20, 0, 'new'],
  ['371002101', 'meetings', '一周五天有四天开视频会，市里开完区里开，区里开完街道开，内容一样，要求全员到场拍照。', 16, 0, 'new'],
  ['371082101', 'other', '小区门口路灯坏了三个月没人修，晚上走路看不见。', null, 0, 'new'],
  ['371083101', 'inspections', '一个月迎检六次，每次要做八个档案盒，检查组只看封面，材料用完就废。', 30, 1, 'accepted'],
  ['371002101', 'documents', '一份通知转发五层，每一层都要出自己的方案，正文除了单位名一样。', 10, 1, 'referred'],
  ['371082102', 'shifting', '签了十四份责任书，出了事就拿责任书追责，权力和人都没下来。', 4, 1, 'verified'],
  ['371082101', 'forms', '防汛表要求一天报四次，没有雨也要报，夜里两点也要报。', 40, 1, 'closed'],
  ['371002101', 'plaques', '一间办公室门口挂了十九块牌子，每块都要配一套制度上墙。', 2, 2, 'closed'],
]

const step = { new: 'accept', accepted: 'refer', referred: 'verify', verified: 'answer', answered: 'supervise', supervised: 'close', closed: 'follow_up' }

export function freshFeedback({ empty = false, keys = true } = {}) {
  const salt = Buffer.alloc(16, 9)
  const makeOffice = (n, name, role, units) => ({ id: id16(n), name, role, units, identity: null, recovery: null, officers: new Map(), epochs: [], cases: [], waiting: [], second: null })
  const first = makeOffice(1, '市整治形式主义为基层减负专班', 'case', ['3710'])
  const second = makeOffice(2, '市委督查室', 'supervision', ['3710'])
  first.second = second.id
  const state = { salt, offices: [first, second], challenges: new Map(), taken: new Set(), slots: new Map(), tasks: [], done: [], audience: { public: false, name: null, date: null, document: null }, hours: [], reporters: [], requests: [], busy: false, delay: 0 }

  function giveKeys(office, officers) {
    const identity = sodium.crypto_sign_keypair()
    const recovery = sodium.crypto_box_keypair()
    office.identity = { public: identity.publicKey, sealed: new Map() }
    office.recovery = { public: b64(recovery.publicKey), private: recovery.privateKey }
    for (const officer of officers) {
      const { pair, wrapped } = officerKeys(officer.officer)
      office.officers.set(officer.officer, { public: b64(pair.publicKey), wrapped })
      office.identity.sealed.set(officer.officer, b64(sodium.crypto_box_seal(identity.privateKey, pair.publicKey)))
    }
    for (const epoch of [kMonths.old, kMonths.before, kMonths.now]) {
      const pair = sodium.crypto_box_keypair()
      office.epochs.push({
        epoch, public: pair.publicKey, state: epoch === kMonths.now ? 'live' : 'kept',
        signature: sodium.crypto_sign_detached(concat(Buffer.from('qf1 epoch'), un64(office.id), Buffer.from(epoch), pair.publicKey), identity.privateKey),
        sealed: new Map(officers.map((o) => [o.officer, b64(sodium.crypto_box_seal(pair.privateKey, officerKeys(o.officer).pair.publicKey))])),
        recovery: b64(sodium.crypto_box_seal(pair.privateKey, recovery.publicKey)),
      })
    }
  }
  if (keys) {
    giveKeys(first, kOfficers)
    giveKeys(second, [{ officer: '93' }])
  }
  let count = 0
  const addCase = (office, voice, parts, more = {}) => office.cases.push({
    id: id16(20 + ++count), state: 'new', step_due: date(3), category: null, voices: [voice], parts, released_on: date(0), refused_code: null, referral: null, subject: null,
    summary: null, revision: 1, sent: [], history: [{ date: date(0), officer: null, what: 'released', code: null }], objected: false, merged: [], ...more,
  })
  if (!empty && keys) {
    samples.forEach(([scope, category, text, hours, back, at], i) => {
      const epoch = [kMonths.now, kMonths.before, kMonths.old][back]
      const key = first.epochs.find((one) => one.epoch === epoch).public
      const reply = sodium.crypto_box_keypair()
      const voice = { id: id16(100 + i), reply_public: b64(reply.publicKey), epoch, received_on: date(-back * 30), lookup: null }
      const body = { v: 1, scope, category, text, about: { unit: category === 'forms' ? '市农业农村局' : '', form: i < 3 ? forms[1].number : null }, since: `${kMonths.before}`, hours, weaker: i === 5 }
      const parts = [{ id: id16(150 + i), voice: voice.id, kind: 1, epoch, day: date(-back * 30), sealed: b64(sealPart(first.id, epoch, key, { body, lookup: sodium.randombytes_buf(32), reply: reply.publicKey })), pictures: 0, sealed_key: null, boxes: [] }]
      if (i === 9) parts.push({ id: id16(180), voice: voice.id, kind: 3, epoch: kMonths.now, day: date(-1), sealed: b64(sealPart(first.id, kMonths.now, first.epochs[2].public, { kind: 3, body: { v: 1, text: '说是改了，这周又发了同样的表。' }, lookup: sodium.randombytes_buf(32), reply: new Uint8Array(32) })), pictures: 0, sealed_key: null, boxes: [] })
      addCase(first, voice, parts, {
        state: at, category: at === 'new' ? null : category, released_on: date(-back * 30), step_due: at === 'accepted' ? date(-2) : date(3 + (i % 3)), objected: i === 9,
        subject: at === 'new' ? null : civil,
        referral: at === 'referred' || at === 'verified' ? { unit: civil, question: 'all_forms', about: civil, asked_on: date(-6), due: date(4), answer: at === 'verified' ? '今年共发出报表 7 张，其中 3 张与年报重复，拟停用。' : null } : null,
        summary: i === 9 ? { text: '有单位要求汛期报表一天报四次，无雨也报。已改为有预警时报一次。', state: 'one', written_by: '周敏', by: ['周敏'], category: 'forms', outcome: 'solved', cites: { form: forms[2].number } } : i === 10 ? { text: '办公场所挂牌过多，已清理到 3 块。', state: 'released', written_by: '周敏', by: ['周敏', '于海'], category: 'plaques', outcome: 'solved', cites: {} } : null,
        history: [{ date: date(-30), officer: null, what: 'released', code: null }, ...(at === 'new' ? [] : [{ date: date(-28), officer: '周敏', what: 'accepted', code: null }]), ...(at === 'closed' ? [{ date: date(-9), officer: '于海', what: 'closed', code: null }] : [])],
      })
    })
    state.tasks = [
      { id: id16(201), question: 'all_forms', about: civil, asked_on: date(-3), due: date(7), summary: '有基层同志反映，同类报表每周两次，内容没有变化。', answered: false },
      { id: id16(202), question: 'all_meetings', about: civil, asked_on: date(-20), due: date(-6), summary: null, answered: true },
    ]
    state.done = [
      { text: '办公场所挂牌过多，已清理到 3 块。', category: 'plaques', outcome: 'solved', cites: {}, month: date(-8).slice(0, 7), office: first.name },
      { text: '同一事项三个部门分别要数，已合并为一张表，由民政部门统一下发。', category: 'forms', outcome: 'solved', cites: { form: forms[0].number }, month: date(-35).slice(0, 7), office: first.name },
      { text: '反映的值班要求依据防汛条例设置，保留；报送频次由每日四次减为一次。', category: 'inspections', outcome: 'partly', cites: {}, month: date(-61).slice(0, 7), office: first.name },
    ]
  }

  const officeData = () => ({
    suite: 1, salt: b64(salt), public_url: 'http://localhost:8080', complaint_links: { residents: '12345', discipline: '12388', petitions: '', emergency: '110/119/120' },
    offices: state.offices.filter((office) => office.identity).map((office) => {
      const live = office.epochs.find((one) => one.state === 'live')
      return {
        id: office.id, name: office.name, role: office.role, units: office.units, second: office.second, identity_key: b64(office.identity.public),
        fingerprint: group(Buffer.from(sha(office.identity.public)).toString('hex').slice(0, 20)), late: office.cases.filter((c) => c.step_due < date(0)).length,
        epoch: live.epoch, epoch_key: b64(live.public), epoch_signature: b64(live.signature),
      }
    }),
    categories, scopes, refusals, proof_bits: state.bits ?? 4,
  })

  const lookups = new Map() // hash of the lookup id, hex → {office, voice, case}
  const hex = (bytes) => Buffer.from(bytes).toString('hex')
  const wire = (outcome, code = '') => {
    const answer = JSON.stringify({ outcome, code, pad: '' })
    return answer.replace('"pad":""', `"pad":"${'0'.repeat(160 - answer.length)}"`)
  }

  /** POST /f/reports: structure, challenge, proof, then kept. */
  function take(bytes) {
    const content = bytes.subarray(0, bytes.length - 48)
    const hash = sha(content)
    const key = hex(hash)
    if (state.taken.has(key)) return wire('taken')
    if (state.busy) return wire('again_later', 'busy')
    const challenge = bytes.subarray(bytes.length - 48, bytes.length - 8)
    if (state.challenges.get(key) !== hex(challenge)) return wire('refused', 'challenge_wrong')
    const tried = sodium.crypto_pwhash(32, bytes.subarray(bytes.length - 48), hash.subarray(0, 16), 1, 131072, sodium.crypto_pwhash_ALG_ARGON2ID13)
    if (((tried[0] << 8) | tried[1]) >>> (16 - challenge[4])) return wire('refused', 'proof_wrong')
    const kind = content[4]
    const office = state.offices.find((one) => one.id === b64(content.subarray(5, 21)))
    if (!office) return wire('refused', 'office_unknown')
    const epochNumber = String(Buffer.from(content).readUInt32BE(21))
    const epoch = `${epochNumber.slice(0, 4)}-${epochNumber.slice(4)}`
    if (!office.epochs.some((one) => one.epoch === epoch && one.state !== 'destroyed')) return wire('refused', 'epoch_closed')
    const length = Buffer.from(content).readUInt32BE(169 + 24)
    const boxes = []
    for (let at = 169 + 28 + length + 1, n = content[169 + 28 + length]; n > 0; --n) {
      const size = 28 + Buffer.from(content).readUInt32BE(at + 24)
      boxes.push(b64(content.subarray(at, at + size)))
      at += size
    }
    const part = { id: b64(sodium.randombytes_buf(16)), voice: '', kind, epoch, day: date(0), sealed: b64(content.subarray(0, 169 + 28 + length)), pictures: boxes.length, sealed_key: null, boxes }
    if (kind === 1) {
      const voice = { id: b64(sodium.randombytes_buf(16)), reply_public: b64(content.subarray(57, 89)), epoch, received_on: date(0) }
      part.voice = voice.id
      addCase(office, voice, [part])
      lookups.set(hex(content.subarray(25, 57)), { office, voice })
    } else {
      const known = lookups.get(hex(sha(content.subarray(25, 41))))
      const about = known && office.cases.find((one) => one.voices.some((voice) => voice.id === known.voice.id))
      if (!about) return wire('refused', 'receipt_unknown')
      part.voice = known.voice.id
      about.parts.push(part)
      if (kind === 3) about.objected = true
    }
    state.taken.add(key)
    return wire('taken')
  }

  function answers(lookup) {
    const known = lookups.get(hex(sha(un64(lookup))))
    const slots = []
    if (known) {
      const about = known.office.cases.find((one) => one.voices.some((voice) => voice.id === known.voice.id))
      const closed = ['closed', 'refused'].includes(about.state)
      const received = { v: 1, at: known.voice.received_on, kind: 'received', office: known.office.id, may_object: closed && !about.objected, may_tell: closed, text: '' }
      slots.push(sodium.crypto_box_seal(pad(JSON.stringify(received), [8144]), un64(known.voice.reply_public)), ...(state.slots.get(known.voice.id) ?? []).map(un64))
    }
    while (slots.length < 8) slots.push(sodium.randombytes_buf(8192))
    return concat(...slots.slice(0, 8))
  }

  /** An answer of the intake, or null where the path is a file's. */
  function intake(method, path, body, headers) {
    state.requests.push({ path, cookie: headers.cookie ?? null, referrer: headers.referer ?? null })
    const json = (value) => ({ status: 200, type: 'application/json', body: Buffer.from(JSON.stringify(value)) })
    if (path === '/f/office.json') return json(officeData())
    if (path === '/f/forms.json') return json(forms)
    if (path === '/f/done.json') return json({ public: state.audience.public, items: state.audience.public ? state.done : [] })
    if (path === '/f/figures.json') return json(empty ? { periods: [] } : figures())
    if (path === '/f/challenge') {
      const { hash } = JSON.parse(body.toString())
      const bits = state.bits ?? 4
      const challenge = concat(Buffer.alloc(4), [bits, 0, 0, 0], sodium.randombytes_buf(32))
      state.challenges.set(hex(un64(hash)), hex(challenge))
      return json({ challenge: b64(challenge), bits })
    }
    if (path === '/f/reports') return { status: 202, type: 'application/json', body: Buffer.from(take(new Uint8Array(body))) }
    if (path === '/f/answers') return { status: 200, type: 'application/octet-stream', body: Buffer.from(answers(JSON.parse(body.toString()).lookup)) }
    return null
  }

  class Refused extends Error {
    constructor(status, code, detail, more = {}) {
      super(detail)
      Object.assign(this, { status, code, more })
    }
  }

  const item = (one) => ({
    id: one.id, state: one.state, step_due: one.step_due, category: one.category, voices: one.voices.length, subject_unit: one.subject, slow: false, released_on: one.released_on, refused_code: one.refused_code,
    epoch: one.parts[0].epoch, handler_unit: one.referral?.unit ?? null, summary_state: one.summary?.state ?? null, revision: one.revision, late: one.step_due < date(0), objected: one.objected,
  })

  /** An answer of /api/feedback, or null. */
  function desk(method, path, query, body, session) {
    if (!path.startsWith('/feedback')) return null
    const who = kOfficers.find((one) => one.login === session.login) ?? (session.login === 'case3' ? { officer: '93', name: '林岚' } : null)
    const office = session.login === 'case3' ? second : first
    const rest = path.slice('/feedback'.length)
    const ok = (value = {}) => ({ body: value })
    if (rest === '/categories') return ok({ items: categories })
    if (rest === '/refusal-codes') return ok({ items: refusals })
    if (rest === '/questions') return ok({ items: questions })
    if (rest === '/handlers/tasks') return ok({ items: empty ? [] : state.tasks, questions })
    const answered = /^\/handlers\/tasks\/([\w-]+)\/answer$/.exec(rest)
    if (answered) return (state.tasks.find((one) => one.id === answered[1]).answered = true), ok({ id: answered[1] })
    if (rest === '/done') return ok({ items: empty ? [] : state.done, next: null, audience: state.audience })
    if (rest === '/audience') {
      if (method === 'POST') state.audience = body
      return ok(state.audience)
    }
    if (rest.startsWith('/figures')) return ok(empty ? { periods: [] } : figures())
    if (rest === '/reporters') return state.reporters.push(body), ok({ count: body.count })
    if (rest === '/scopes') return ok({ items: scopes.map((one, i) => ({ unit: String(i + 1), ...one, reporters: 40 + i * 13 })) })
    if (rest === '/offices') return ok({ items: state.offices.map((one) => ({ id: one.id, name: one.name, role: one.role, unit: cityUnit, units: one.units, second: one.second, fingerprint: one.identity ? group(Buffer.from(sha(one.identity.public)).toString('hex').slice(0, 20)) : null })) })
    if (rest === '/office') {
      const mine = office.officers.get(who.officer)
      return ok({
        office: { id: office.id, name: office.name, role: office.role, identity_key: office.identity ? b64(office.identity.public) : null, fingerprint: office.identity ? group(Buffer.from(sha(office.identity.public)).toString('hex').slice(0, 20)) : null },
        me: { officer: who.officer, public_key: mine?.public ?? null, wrapped: mine?.wrapped ?? null },
        officers: (session.login === 'case3' ? [who] : kOfficers).map((one) => ({ officer: one.officer, name: one.name, public_key: office.officers.get(one.officer)?.public ?? null, let_in: office.identity?.sealed.has(one.officer) ?? false })),
        recovery: office.recovery ? { public_key: office.recovery.public } : null,
        epochs: office.epochs.map((one) => ({ epoch: one.epoch, public_key: b64(one.public), state: one.state, sealed_to_me: one.sealed.get(who.officer) ?? null, sealed_to_recovery: one.recovery, needed: office.cases.filter((c) => !['closed', 'refused', 'followed_up', 'merged'].includes(c.state)).flatMap((c) => c.parts.filter((p) => p.epoch === one.epoch)).length })),
        identity_sealed_to_me: office.identity?.sealed.get(who.officer) ?? null, identity_sealed_to_recovery: office.identity?.recovery ?? null,
        second_office: office.second ? { id: second.id, name: second.name, epoch: second.epochs.at(-1)?.epoch ?? null, epoch_key: second.epochs.length ? b64(second.epochs.at(-1).public) : null } : null,
        queue: { waiting: empty ? 0 : 3, slow_waiting: 0, next_release: date(1) }, steps: { accept: 3, refer: 2, verify: 10, answer: 5, supervise: 5, close: 5, follow_up: 20 },
      })
    }
    if (rest === '/office/keys') {
      office.officers.set(who.officer, { public: body.officer_public, wrapped: body.wrapped })
      if (body.identity) office.identity = { public: un64(body.identity.public), sealed: new Map(body.identity.sealed.map((one) => [one.officer, one.box])), recovery: body.identity.sealed_to_recovery }
      if (body.recovery) office.recovery = { public: body.recovery.public }
      return ok()
    }
    if (rest === '/office/rewrap') return (office.officers.get(who.officer).wrapped = body.wrapped), ok()
    if (rest === '/office/officers') {
      for (const one of body.sealed) (one.epoch ? office.epochs.find((e) => e.epoch === one.epoch).sealed : office.identity.sealed).set(body.officer, one.box)
      return ok()
    }
    if (rest === '/office/epochs') {
      if (!sodium.crypto_sign_verify_detached(un64(body.signature), concat(Buffer.from('qf1 epoch'), un64(office.id), Buffer.from(body.epoch), un64(body.public_key)), office.identity.public)) throw new Refused(422, 'feedback.office.signature', '签名不对。')
      for (const one of office.epochs) if (one.state === 'live') one.state = 'kept'
      office.epochs.push({ epoch: body.epoch, public: un64(body.public_key), state: 'live', signature: un64(body.signature), sealed: new Map(body.sealed.map((one) => [one.officer, one.box])), recovery: body.sealed_to_recovery })
      return ok()
    }
    const destroy = /^\/office\/epochs\/([\d-]+)\/destroy$/.exec(rest)
    if (destroy) {
      const epoch = office.epochs.find((one) => one.epoch === destroy[1])
      Object.assign(epoch, { state: 'destroyed', sealed: new Map(), recovery: null })
      return ok()
    }
    if (rest === '/cases' && method === 'GET') {
      return ok({ items: office.cases.filter((one) => one.state !== 'merged').map((one) => item(one)), next: null })
    }
    const tell = (sealed) => {
      for (const { voice, box } of sealed ?? []) state.slots.set(voice, [...(state.slots.get(voice) ?? []), box])
    }
    if (rest === '/cases/dismiss-many') {
      for (const one of office.cases) if (body.cases.includes(one.id)) Object.assign(one, { state: 'refused', refused_code: body.code, revision: one.revision + 1 })
      for (const one of body.sealed) tell(one.sealed)
      return ok()
    }
    const at = /^\/cases\/([\w-]+)(?:\/(.+))?$/.exec(rest)
    const found = at && office.cases.find((one) => one.id === at[1])
    if (!found) throw new Refused(404, 'platform.http.not_found', '没有找到。')
    const log = (what, code = null) => found.history.push({ date: date(0), officer: who.name, what, code })
    const move = (to, code) => {
      Object.assign(found, { state: to, revision: found.revision + 1, step_due: date(5) })
      log(to, code)
      return { body: { id: found.id }, etag: found.revision }
    }
    const picture = /^parts\/([\w-]+)\/pictures\/(\d+)$/.exec(at[2] ?? '')
    if (picture) return { bytes: un64(found.parts.find((one) => one.id === picture[1]).boxes[Number(picture[2]) - 1]) }
    tell(body?.sealed)
    const sends = (kind) => found.sent.push({ at: date(0), kind })
    switch (at[2]) {
      case undefined:
        return { body: { ...item(found), voice_list: found.voices, parts: found.parts.map(({ boxes, ...part }) => part), sent: found.sent, history: found.history, referrals: found.referral ? [{ id: id16(99), ...found.referral }] : [], summary: found.summary, finding: found.finding ?? null, outcome: null }, etag: found.revision }
      case 'accept': Object.assign(found, { category: body.category, subject: body.subject_unit === '1' ? cityUnit : civil }); sends('accepted'); return move('accepted')
      case 'refuse': found.refused_code = body.code; sends('refused'); return move('refused', body.code)
      case 'refer':
        if (body.unit === '1') throw new Refused(409, 'feedback.office.superior', '不能转给威海市：它是被反映单位的上级。', { details: { reason: 'line', unit: cityUnit } })
        found.referral = { unit: { ...civil, id: body.unit }, question: body.question, about: civil, asked_on: date(0), due: date(10), answer: null }
        return move('referred')
      case 'verify': found.finding = body.finding; return move('verified')
      case 'answer': sends(body.kind ?? 'answer'); return body.kind === 'question' ? (log('asked_reporter'), { body: { id: found.id } }) : move('answered')
      case 'supervise': return move('supervised')
      case 'close': sends('closed'); return move('closed')
      case 'follow-up': return move('followed_up')
      case 'objection': sends('answer'); found.objected = false; return body.upheld ? move('accepted') : move('closed')
      case 'merge':
        for (const one of office.cases) {
          if (one !== found && body.cases.includes(one.id)) {
            found.voices.push(...one.voices)
            found.parts.push(...one.parts)
            one.state = 'merged'
          }
        }
        return move(found.state)
      case 'split': {
        const voices = found.voices.filter((voice) => found.parts.some((part) => part.voice === voice.id && body.parts.includes(part.id)))
        found.voices = found.voices.filter((voice) => !voices.includes(voice))
        for (const voice of voices) {
          addCase(office, voice, found.parts.filter((part) => part.voice === voice.id))
          found.parts = found.parts.filter((part) => part.voice !== voice.id)
        }
        return move(found.state)
      }
      case 'reseal':
        for (const one of body.parts) Object.assign(found.parts.find((part) => part.id === one.id), { epoch: office.epochs.find((e) => e.state === 'live').epoch, sealed_key: one.sealed_key })
        found.revision++
        log('resealed')
        return ok({ id: found.id })
      case 'pass-on': office.cases.splice(office.cases.indexOf(found), 1); second.cases.push(found); return ok({ id: found.id })
      case 'summary': found.summary = { ...body, state: 'draft', written_by: who.name, by: [] }; found.revision++; return { body: { id: found.id }, etag: found.revision }
      case 'summary/release':
        if (found.summary.state === 'draft') return Object.assign(found.summary, { state: 'one', by: [who.name] }), { body: { id: found.id } }
        if (found.summary.by.includes(who.name)) throw new Refused(409, 'feedback.office.second_officer', '要由另一名受理人员同意。')
        Object.assign(found.summary, { state: 'released', by: [...found.summary.by, who.name] })
        state.done.unshift({ text: found.summary.text, category: found.summary.category, outcome: found.summary.outcome, cites: found.summary.cites, month: kMonths.now, office: office.name })
        found.revision++
        return { body: { id: found.id }, etag: found.revision }
      default: throw new Refused(404, 'platform.http.not_found', '没有找到。')
    }
  }
  return { state, intake, desk, officeData, kMonths }
}

function figures() {
  const counties = ['371002', '371082']
  const rows = categories.slice(0, 6).map((one) => one.code)
  const table = (measure, scale) => {
    const cells = rows.map((_, i) => [Math.round((90 - i * 12) * scale / 5) * 5, i > 3 ? null : Math.round((60 - i * 10) * scale / 5) * 5]).map(([a, b]) => [a, b, b === null ? null : a + b])
    return { measure, rows, columns: counties, cells: [...cells, [Math.round(300 * scale / 5) * 5, Math.round(180 * scale / 5) * 5, Math.round(480 * scale / 5) * 5]] }
  }
  const period = (name) => ({
    period: name,
    tables: [
      { measure: 'received', rows: [''], columns: [''], cells: [[520, 520], [520, 520]] }, table('accepted', 1), table('closed', 0.7),
      { measure: 'refused', rows: ['refused.resident_request', 'refused.flood'], columns: [''], cells: [[25, 25], [null, null], [30, 30]] },
    ],
  })
  return { periods: [period(kMonths.before), period(kMonths.old)] }
}
