// The people of the matrix and the objects of village A that they ask for.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { kTown, Person } from '../journeys/house.mjs'

const day = (ahead) => new Date(Date.now() + ahead * 86400_000).toISOString()

/** Numbers as large as this one occur nowhere else. */
const kHouseholds = '918273645'

export class City {
  constructor(house) {
    this.house = house
    this.people = {}
    this.ids = {}
    this.texts = {}
  }

  canary(name, text = `CANARY-${name}-${randomBytes(4).toString('hex')}`) {
    return (this.texts[name] = text)
  }

  async unitOf(code) {
    const found = await this.people.security.get(`/api/directory/search?q=${code}`)
    const item = found.items.find((one) => one.code === code)
    if (!item) throw new Error(`no unit ${code}`)
    return item
  }

  async villageBelow(town, at) {
    const { items } = await this.people.security.get(`/api/directory/units/${town.id}/children?limit=100`)
    return items.filter((one) => one.level === 'village')[at]
  }

  /** An account with one post; `active` also chooses its password and signs in. */
  async settle(login, role, unit, { active = true, name = login } = {}) {
    const security = this.people.security
    const { id } = await security.post('/api/identity/accounts', { unit: unit.id, role, login, name, post_title: '填报岗' })
    if (active) {
      const { sheet } = await security.post('/api/identity/activation-sheets', { accounts: [id] })
      const password = randomBytes(12).toString('hex') + 'Aa'
      const answer = await fetch(this.house.address + '/api/identity/activate', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ login, activation_code: sheet[0].code, password }),
      })
      if (answer.status >= 300) throw new Error(`activation of ${login}: ${answer.status} ${await answer.text()}`)
      this.house.logins.push({ login, password, totp_secret: '' })
    }
    return id
  }

  async postOf(unit, login) {
    const { items } = await this.people.security.get(`/api/identity/accounts?unit=${unit.id}&search=${login}&limit=200`)
    const account = items.find((one) => one.login === login)
    return account.posts.find((one) => one.enabled && one.unit.id === unit.id).id
  }

  async prepare() {
    await this.gatherPeople()
    await this.reportAndDispute()
    await this.mergeAndSplit()
    await this.keepDraft()
    await this.arrangePosts()
    await this.leaveFiles()
    // These two leave last: their cookies are still held.
    await this.people.security.post(`/api/identity/posts/${await this.postOf(this.village, 'm-moved')}/end`, { reason: '调离' })
    await this.people.security.post(`/api/identity/accounts/${this.disabled}/disable`, { reason: '停用' })
    this.people.signed_out = null
  }

  async gatherPeople() {
    const { house, people } = this
    const seats = {
      own: 'cun', own_head: 'cunzhuren', parent: 'zhenshenhe', town_filer: 'zhen', town_section: 'minzhengke', town_monitor: 'jianguan',
      issuer: 'mzj', issuer_head: 'mzjz', other_department: 'nyj', county_department: 'rcmzj', gate: 'zhunru', staffing: 'bianban',
      case_officer: 'jianfu1', second_officer: 'ducha1', system: 'xitong', security: 'anquan', audit: 'shenji',
    }
    for (const [name, login] of Object.entries(seats)) people[name] = await new Person(house, login).signIn()
    this.village = (await people.own.get('/api/identity/me')).post.unit
    const town = await this.unitOf(kTown)
    const nearTown = await this.unitOf('371082102')
    const county = await this.unitOf('371083')
    const farTown = (await people.security.get(`/api/directory/units/${county.id}/children?limit=50`)).items.find((one) => one.level === 'township')
    const farVillage = await this.villageBelow(farTown, 0)
    this.sister = await this.villageBelow(town, 5)
    this.town = town
    this.farTown = farTown

    const accounts = {
      sibling: ['village_clerk', this.sister],
      cousin: ['village_clerk', await this.villageBelow(nearTown, 0)],
      cousin_town: ['town_reviewer', nearTown],
      other_county: ['village_clerk', farVillage],
      other_county_town: ['town_reviewer', farTown],
      other_county_department: ['department_officer', await this.unitOf('371083-mzj')],
      moved: ['village_clerk', this.village],
      moved_on: ['village_clerk', this.village],
      disabled: ['village_clerk', this.village],
      // An administrator with a password and no second factor yet.
      unenrolled: ['audit_admin', await this.unitOf('3710')],
    }
    for (const [name, [role, unit]] of Object.entries(accounts)) {
      const id = await this.settle(`m-${name.replaceAll('_', '-')}`, role, unit)
      if (name === 'disabled') this.disabled = id
      if (name === 'moved_on') {
        await people.security.post(`/api/identity/accounts/${id}/posts`, { unit: this.sister.id, role, title: '填报岗' })
        await people.security.post(`/api/identity/posts/${await this.postOf(unit, 'm-moved-on')}/end`, { reason: '调到邻村' })
      }
      people[name] = await new Person(house, `m-${name.replaceAll('_', '-')}`).signIn()
    }
  }

  /** A task of the whole city; village A alone has reported, and disputes a value. */
  async reportAndDispute() {
    const { issuer, own, other_department } = this.people
    const forms = (await issuer.get('/api/forms/forms?limit=200')).items
    const form = forms.find((one) => one.title.includes('基本情况'))
    const root = await issuer.get('/api/directory/root')
    const wish = {
      version: form.version, title: '权限核对', period: '2026', scope: [{ unit: root.id, level: 'village' }], deadline: day(10),
      late: 'accept', chain: ['township'], contact_name: '周敏', contact_phone: '0631-5550101',
    }
    const { id: task } = await issuer.post('/api/forms/tasks', wish)
    const place = `/api/forms/tasks/${task}/units/${this.village.id}`
    await own.post(`${place}/open`)
    const view = await own.ask('GET', place)
    const answers = { households: this.canary('households', kHouseholds), village_contact: this.canary('reported'), village_phone: '15425302174' }
    const typed = { answers, wrong: ['households'], remarks: { 'answers.households': this.canary('dispute') } }
    await own.must('POST', `${place}/submit`, typed, { 'If-Match': view.etag })
    const { items } = await own.get('/api/forms/corrections')
    Object.assign(this.ids, { task, unit: this.village.id, sister: this.sister.id, version: form.version, correction: items[0].id })
    await this.settle('m-decider', 'department_officer', items[0].decider)
    this.people.decider = await new Person(this.house, 'm-decider').signIn()
    // What the hub holds of a village that has not reported yet.
    const next = await this.people.sibling.get(`/api/forms/tasks/${task}/units/${this.sister.id}`)
    this.heldPhone = next.values.village_phone.value

    // Another bureau's task, for one town of another county: nobody around village A hears of it.
    const theirs = (await other_department.get('/api/forms/forms?limit=200')).items.find((one) => one.version && one.layout === 'single')
    const version = await other_department.get(`/api/forms/versions/${theirs.version}`)
    const period = { once: '', yearly: '2026', half_yearly: '2026-H2', quarterly: '2026-Q4', monthly: '2026-11' }[version.definition.period]
    await other_department.post('/api/forms/tasks', {
      ...wish, version: theirs.version, title: this.canary('elsewhere'), period: period ?? '', scope: [{ unit: this.farTown.id, level: 'village' }],
    })
  }

  /** A village that reported goes into village A, and another is split: what they leave is asked for under their ids. */
  async mergeAndSplit() {
    const { system, security } = this.people
    const merged = await this.villageBelow(this.town, 7)
    const split = await this.villageBelow(this.town, 8)
    await this.settle('m-merged', 'village_clerk', merged)
    await this.settle('m-split', 'village_clerk', split, { active: false, name: this.canary('left_behind') })
    this.ids.split_post = await this.postOf(split, 'm-split')
    const clerk = await new Person(this.house, 'm-merged').signIn()
    const place = `/api/forms/tasks/${this.ids.task}/units/${merged.id}`
    await clerk.post(`${place}/open`)
    const view = await clerk.ask('GET', place)
    const answers = { households: '7', village_contact: this.canary('merged'), village_phone: '15425302174' }
    await clerk.must('POST', `${place}/submit`, { answers }, { 'If-Match': view.etag })

    const units = fs.readFileSync(new URL('../../db/seed/weihai_units.csv', import.meta.url), 'utf8').split('\n')
    const halves = ['397', '398'].map((end) => `${this.town.code}${end}`)
    const table = units.filter((line) => !line.startsWith(merged.code) && !line.startsWith(split.code))
    table.splice(-1, 0, ...halves.map((code) => `${code},${code}村委会,village,${this.town.code}`))
    const { id } = await this.upload(system, '/api/directory/imports', table.join('\n'))
    const path = `/api/directory/imports/${id}`
    for (let tries = 0; (await system.get(path)).state === 'checking'; tries++) {
      if (tries > 200) throw new Error('the table of units was not checked within twenty seconds')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    const added = (await system.get(`${path}/difference?kind=added&limit=10`)).items
    const successors = [
      { unit: merged.id, to: [this.village.id] },
      { unit: split.id, to: added.map((one) => one.unit) },
    ]
    await system.post(`${path}/successors`, { successors })
    await system.post(`${path}/switch`, { effective: new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10), document: '撤并' })
    this.ids.merged = merged.id
    // The tree has changed: whoever acts for its units is seated anew.
    if ((await security.get('/api/directory/versions?limit=1')).items[0].cause !== 'import') throw new Error('no switch')
  }

  /** A draft that village A has not reported: in the bureau's running task of the sample. */
  async keepDraft() {
    const { own, issuer } = this.people
    const forms = (await issuer.get('/api/forms/tasks?limit=50')).items
    const task = forms.find((one) => one.title.includes('基本情况')).id
    const place = `/api/forms/tasks/${task}/units/${this.village.id}`
    await own.post(`${place}/open`)
    const view = await own.ask('GET', place)
    await own.must('PUT', `${place}/draft`, { answers: { village_contact: this.canary('draft') } }, { 'If-Match': view.etag })
    this.ids.draft_task = task
  }

  async arrangePosts() {
    const { own, parent } = this.people
    const ids = this.ids
    ids.account = await this.settle('m-spare', 'village_clerk', this.village, { active: false, name: this.canary('account') })
    ids.kept_post = await this.postOf(this.village, 'm-spare')
    ids.own_post = await this.postOf(this.village, 'cun')
    ids.head_post = await this.postOf(this.village, 'cunzhuren')
    const wish = { to_post: ids.head_post, from: day(0).slice(0, 10), until: day(3).slice(0, 10), note: this.canary('delegation') }
    ids.delegation = (await own.post('/api/identity/delegations', wish)).id
    await this.lendPosts()
    await this.settle('m-leaver', 'village_clerk', this.village)
    const made = { from_post: await this.postOf(this.village, 'm-leaver'), to_account: ids.account, reason: this.canary('handover') }
    ids.handover = (await parent.post('/api/identity/handovers', made)).id
    await this.settle('m-replaced', 'village_clerk', this.village)
    const table = `单位代码,原账号或姓名,新任姓名,新账号\n${this.village.code},m-replaced,${this.canary('replacement')},m-newcomer\n`
    const everywhere = { within: this.village.id, role: 'village_clerk', level: 'village', post_title: 'x' }
    ids.job = (await parent.post('/api/identity/accounts/bulk', everywhere)).id
    ids.replacement = (await this.upload(parent, '/api/identity/replacements?reason=x', table)).id
  }

  /** Two stand in for village A's clerk; one of them holds the seat when the delegation ends. */
  async lendPosts() {
    const { own, town_filer } = this.people
    const days = { from: day(0).slice(0, 10), until: day(3).slice(0, 10) }
    const lend = async (to_post) => (await own.post('/api/identity/delegations', { to_post, ...days })).id
    const sit = async (login) => {
      const person = await new Person(this.house, login).signIn()
      await person.post('/api/identity/seat', { for_post: this.ids.own_post })
      return person
    }
    // The delegation of the matrix is revoked in it; this one stays in force.
    await lend(this.ids.head_post)
    this.people.stand_in = await sit('cunzhuren')
    const ends = await lend((await town_filer.get('/api/identity/me')).post.id)
    this.people.stand_in_ended = await sit('zhen')
    await own.post(`/api/identity/delegations/${ends}/revoke`)
  }

  async leaveFiles() {
    const { issuer, system, audit } = this.people
    const ids = this.ids
    ids.form = (await issuer.post('/api/forms/forms', { definition: { title: this.canary('form') } })).id
    ids.export = (await issuer.post(`/api/forms/tasks/${ids.task}/exports`, {})).id
    const stock = `单位代码,户数\n${this.village.code},1\n`
    ids.stock = (await this.upload(issuer, `/api/catalogue/stock?source=${this.canary('stock')}`, stock)).id
    ids.tree_import = (await this.upload(system, '/api/directory/imports', 'code,name,level,parent_code\n37,x,city,x\n')).id
    ids.entry = (await audit.get('/api/audit/entries')).items[0].number
    // Anonymous feedback: a closed case of the first office, its sealed part, and the office that may take it over.
    const officer = this.people.case_officer
    ids.case = (await officer.get('/api/feedback/cases?state=closed')).items[0].id
    ids.part = (await officer.get(`/api/feedback/cases/${ids.case}`)).parts[0].id
    ids.number = '1'
    ids.referral = 'AAAAAAAAAAAAAAAAAAAAAA'
    const office = await officer.get('/api/feedback/office')
    ids.epoch = office.epochs[0].epoch
    ids.second_office = office.second_office.id
    const elements = (await issuer.get('/api/catalogue/elements?limit=200')).items
    const bureau = (await issuer.get('/api/identity/me')).post.unit.id
    this.element = elements.find((one) => one.steward === bureau)
    ids.element = this.element.id
    await this.proposeAndHandIn(bureau)
    for (let tries = 0; (await issuer.get(`/api/forms/exports/${ids.export}`)).state !== 'ready'; tries++) {
      if (tries > 200) throw new Error('the export was not made within twenty seconds')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  // A proposal of the bureau, a claim put to it, and what village A was handed outside the system.
  async proposeAndHandIn(bureau) {
    const { own, issuer } = this.people
    const ids = this.ids
    const scope = [{ unit: this.village.id, level: 'self' }]
    ids.admitted = (await issuer.get('/api/admission/directory')).items[0].id
    ids.proposal = (await issuer.post('/api/admission/proposals', { form: ids.form, origin: 'own', purpose: this.canary('proposal'), scope })).id
    const wish = { code: 'm_unclaimed', label: 'x', type: 'integer', refresh: 'yearly', sensitivity: 'internal', sharing: 'conditional', subject: 'unit' }
    const unclaimed = (await issuer.post('/api/catalogue/elements', wish)).id
    ids.claim = (await issuer.post('/api/catalogue/claims', { element: unclaimed, department: bureau, reason: 'x' })).id
    const make = 'import openpyxl,sys\nbook=openpyxl.Workbook()\nsheet=book.active\nsheet.append(["村名","户数"])\nsheet.append([sys.argv[1],None])\nbook.save(sys.stdout.buffer)'
    const book = execFileSync('/usr/bin/python3', ['-c', make, this.village.name])
    const name = this.canary('handed')
    for (const id of ['handed', 'spare_handed']) ids[id] = (await this.upload(own, `/api/handed/workbooks?name=${name}.xlsx`, book)).id
    ids.request = (await own.post(`/api/handed/workbooks/${ids.handed}/register`, { issuer: bureau, channel: 'email', minutes: 5 })).id
    ids.workbook = (await this.upload(issuer, '/api/admission/workbooks?name=x.xlsx', book)).id
    const doubt = { unit: this.village.id, reason: this.canary('verification') }
    ids.verification = (await own.post(`/api/admission/tasks/${ids.draft_task}/verify`, doubt)).id
    ids.notice = (await issuer.get('/api/admission/notices')).items[0]?.id ?? '987654321'
  }

  async upload(person, target, text) {
    const answer = await fetch(this.house.address + target, {
      method: 'POST',
      headers: { Cookie: person.cookie, 'Idempotency-Key': randomBytes(8).toString('hex'), 'Content-Type': 'text/csv' },
      body: text,
    })
    const body = await answer.text()
    if (answer.status >= 300) throw new Error(`${target}: ${answer.status} ${body}`)
    return JSON.parse(body)
  }
}
