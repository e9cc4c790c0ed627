// What is sent on each route: a request about village A that changes nothing it need not. Writes carry a revision long gone or
// a fault that only whoever may write is told of, so their verdict is 409, 412 or 422 and the next subject meets the same city.

/** Well-formed, and nothing's. */
export const kNothing = '999999999999999999'

const stale = { 'If-Match': '"987654"' }
const reason = { reason: '核对权限' }
const asked = (body, more = {}) => ({ body, ...more })

const ofMerged = (ids) => ({ label: 'of a village that went into A', params: { unit: ids.merged } })

// Where the path's name for an object is not the one it has among the prepared ids.
const kIdOf = {
  'GET /api/directory/imports/{import}': { import: 'tree_import' },
  'GET /api/directory/imports/{import}/difference': { import: 'tree_import' },
  'POST /api/directory/imports/{import}/switch': { import: 'tree_import' },
  'POST /api/directory/imports/{import}/successors': { import: 'tree_import' },
  'GET /api/catalogue/stock/{import}': { import: 'stock' },
  'GET /api/catalogue/stock/{import}/errors.xlsx': { import: 'stock' },
  'GET /api/admission/directory/{proposal}': { proposal: 'admitted' },
  'GET /api/handed/workbooks/{workbook}': { workbook: 'handed' },
  'POST /api/handed/workbooks/{workbook}/columns': { workbook: 'handed' },
  'POST /api/handed/workbooks/{workbook}/fill': { workbook: 'handed' },
  'GET /api/handed/workbooks/{workbook}/file': { workbook: 'handed' },
  'POST /api/handed/workbooks/{workbook}/remove': { workbook: 'spare_handed' },
  'POST /api/handed/workbooks/{workbook}/register': { workbook: 'handed' },
}

/**
 * Bodies, queries and headers by route: `ids` is village A's, or all kNothing. More than one: the label tells them apart.
 * `tells` is a text of this row's answers that only the readers under "tells" in the table may meet; `says` one that those under
 * "told" must meet and nobody else.
 */
const kSent = {
  'GET /api/directory/search': () => ({ query: 'q=371082101' }),
  'PATCH /api/directory/units/{unit}': () => asked({ display_name: 'x' }, { headers: stale }),
  'POST /api/directory/departments': () => asked({ departments: [] }),
  'POST /api/directory/imports': () => ({ raw: '' }),
  'GET /api/calendar/days': () => ({ query: 'year=2026' }),
  'PUT /api/catalogue/elements/{element}': (ids, city) => {
    const { label, definition, unit, refresh, sensitivity, sharing, legal_basis } = city.element
    return asked({ label, definition, unit, refresh, sensitivity, sharing, legal_basis }, { headers: stale })
  },
  'POST /api/catalogue/stock': () => ({ raw: '' }),
  'GET /api/identity/me': () => ({ tells: '"login":"cun"' }),
  'GET /api/feedback/cases': (ids) => ({ query: 'limit=200', tells: ids.case }),
  'GET /api/feedback/posters': (ids) => ({ query: `within=${ids.unit}` }),
  'POST /api/feedback/cases/{case}/accept': (ids) => asked({ category: 'forms', subject_unit: ids.unit }),
  'POST /api/feedback/cases/{case}/refuse': () => asked({ code: 'petition', sealed: [] }),
  'POST /api/feedback/cases/{case}/refer': (ids) => asked({ unit: ids.unit, about: ids.unit, question: 'forms_issued' }),
  'POST /api/feedback/cases/{case}/verify': () => asked({ finding: 'x' }),
  'POST /api/feedback/cases/{case}/answer': () => asked({ sealed: [] }),
  'POST /api/feedback/cases/{case}/close': () => asked({ outcome: 'solved', sealed: [] }),
  'POST /api/feedback/cases/{case}/objection': () => asked({ upheld: false, sealed: [] }),
  'POST /api/feedback/cases/{case}/merge': () => asked({ cases: [] }),
  'POST /api/feedback/cases/{case}/split': () => asked({ parts: [] }),
  'POST /api/feedback/cases/{case}/reseal': () => asked({ parts: [] }),
  'POST /api/feedback/cases/{case}/pass-on': (ids, city) => asked({ office: city.ids.second_office, parts: [] }),
  'POST /api/feedback/cases/dismiss-many': (ids) => asked({ cases: [ids.case], code: 'flood', sealed: [] }),
  'POST /api/feedback/cases/{case}/summary': () => asked({ text: 'x', category: 'forms', outcome: 'x' }),
  'POST /api/feedback/handlers/tasks/{referral}/answer': () => asked({ text: 'x' }),
  'POST /f/plain': () => ({ raw: 'text=' }),
  'POST /f/plain/answers': () => ({ raw: 'receipt=1' }),
  'POST /f/plain/messages': () => ({ raw: 'receipt=1&kind=message' }),
  'POST /api/identity/seat': (ids) => asked({ post: ids.own_post }),
  'POST /api/identity/password': () => asked({ old: 'x', new: 'x' }),
  'POST /api/identity/phone': () => asked({ phone: 'x' }),
  'POST /api/identity/second-factor/confirm': () => asked({ code: 'x' }),
  'POST /api/identity/second-factor/verify': () => asked({ code: 'x' }),
  'GET /api/identity/accounts': (ids) => [
    { query: 'limit=200&search=CANARY' },
    { label: 'of village A', query: `unit=${ids.unit}` },
  ],
  'POST /api/identity/accounts': (ids) => [
    asked({ unit: ids.unit, role: 'village_clerk', login: 'cun', name: 'x', post_title: 'x' }),
    asked({ unit: ids.unit, role: 'security_admin', login: 'cun', name: 'x', post_title: 'x' }, { label: 'of an administrator' }),
  ],
  // No county lies within a village: the job makes nothing.
  'POST /api/identity/accounts/bulk': (ids) => asked({ within: ids.unit, role: 'village_clerk', level: 'county', post_title: 'x' }),
  'POST /api/identity/activation-sheets': (ids) => asked({ accounts: [ids.account] }),
  'POST /api/identity/accounts/{account}/reset': () => asked(reason),
  'POST /api/identity/accounts/{account}/disable': () => asked(reason),
  'POST /api/identity/accounts/{account}/enable': () => asked(reason),
  'POST /api/identity/accounts/{account}/unlock': () => asked(reason),
  'POST /api/identity/accounts/{account}/posts': (ids) => asked({ unit: ids.unit, role: 'village_clerk', title: 'x' }),
  'POST /api/identity/posts/{post}/end': () => asked(reason),
  'POST /api/identity/delegations': (ids) => {
    const today = new Date(Date.now() + 86400_000).toISOString().slice(0, 10)
    return asked({ to_post: ids.head_post, from: today, until: today })
  },
  // To the person who holds the post already.
  'POST /api/identity/handovers': (ids) => asked({ from_post: ids.kept_post, to_account: ids.account, ...reason }),
  // Staged, never applied.
  'POST /api/identity/replacements': (_, city) => ({
    query: 'reason=x',
    raw: `单位代码,原账号或姓名,新任姓名,新账号\n${city.village.code},m-replaced,x,m-never\n`,
  }),
  'GET /api/audit/entries': () => ({ query: 'limit=200' }),
  'POST /api/forms/forms': () => asked({ definition: {} }),
  'PUT /api/forms/forms/{form}': () => asked({ definition: { title: 'x' } }, { headers: stale }),
  'POST /api/forms/tasks': (ids) => asked({ scope: [{ unit: ids.unit, level: 'village' }] }, { says: '"scope[0].unit"' }),
  'GET /api/forms/scope-count': (ids) => ({ query: `units=${ids.unit}&level=village` }),
  'GET /api/forms/tasks': () => ({ query: 'limit=200' }),
  'POST /api/forms/tasks/{task}/postpone': () => asked({ deadline: '2030-01-01T00:00:00Z', ...reason }, { headers: stale }),
  'POST /api/forms/tasks/{task}/pause': () => asked(reason, { headers: stale }),
  'POST /api/forms/tasks/{task}/resume': () => asked({}, { headers: stale }),
  'POST /api/forms/tasks/{task}/close': () => asked({}, { headers: stale }),
  'POST /api/forms/tasks/{task}/void': () => asked(reason, { headers: stale }),
  'POST /api/forms/tasks/{task}/remind': () => asked({}, { headers: stale }),
  'GET /api/forms/tasks/{task}/progress': (ids) => [{}, { label: 'of village A', query: `parent=${ids.unit}` }],
  'POST /api/handed/workbooks': () => ({ raw: '' }),
  'POST /api/handed/workbooks/{workbook}/register': () => asked({ issuer_name: 'x', channel: 'email', minutes: 1 }),
  'GET /api/admission/emergencies/entries': (ids) => ({ query: `issuer=${ids.unit}` }),
  'GET /api/admission/estimates': (ids) => ({ query: `form=${ids.form}` }),
  'POST /api/admission/workbooks': () => ({ raw: '' }),
  'GET /api/admission/proposals/{proposal}/coverage': () => ({ query: 'field=households' }),
  'PUT /api/admission/proposals/{proposal}': () => asked({}, { headers: stale }),
  'PUT /api/admission/proposals/{proposal}/fields': () => asked({ answers: [] }, { headers: stale }),
  'POST /api/admission/proposals/{proposal}/submit': () => asked({}, { headers: stale }),
  'POST /api/admission/proposals/{proposal}/counts': () => asked({}, { headers: stale }),
  'POST /api/admission/proposals/{proposal}/decide': () => asked({ verdict: 'refuse' }, { headers: stale }),
  'POST /api/forms/tasks/{task}/units/{unit}/assign': (ids) => asked({ post: ids.own_post }),
  'POST /api/forms/tasks/{task}/units/{unit}/transfer': (ids, city) => asked({ unit: city.sister.id, ...reason }),
  'POST /api/forms/tasks/{task}/units/{unit}/hand-down': (ids) => asked({ units: [ids.unit] }),
  'POST /api/forms/tasks/{task}/units/{unit}/decline': () => asked(reason),
  'GET /api/forms/tasks/{task}/units/{unit}/trail': (ids) => [{}, ofMerged(ids)],
  'GET /api/catalogue/units/{unit}/held': (ids) => [{}, ofMerged(ids)],
  'GET /api/catalogue/units/{unit}/held/{element}/history': (ids) => [{}, ofMerged(ids)],
  'POST /api/identity/posts/{post}/move': (ids) => asked({ unit: ids.unit }, { params: { post: ids.split_post } }),
  'GET /api/forms/tasks/{task}/units/{unit}': (ids, city) => [
    {},
    ofMerged(ids),
    { label: 'a draft', params: { task: ids.draft_task } },
    { label: 'of the village next to it, not reported yet', params: { unit: ids.sister }, tells: city.heldPhone },
  ],
  'POST /api/forms/tasks/{task}/units/{unit}/open': (ids) => [{}, { label: 'a draft', params: { task: ids.draft_task } }],
  'PUT /api/forms/tasks/{task}/units/{unit}/draft': (ids) => asked({}, { headers: stale, params: { task: ids.draft_task } }),
  'POST /api/forms/tasks/{task}/units/{unit}/submit': (ids) => [
    asked({}, { headers: stale, params: { task: ids.draft_task } }),
    asked({}, { headers: stale, ...ofMerged(ids) }),
  ],
  'POST /api/forms/tasks/{task}/units/{unit}/sign-off': () => asked({ verdict: 'agree' }, { headers: stale }),
  'POST /api/forms/tasks/{task}/units/{unit}/withdraw': (ids) => [asked(reason, { headers: stale }), asked(reason, { headers: stale, ...ofMerged(ids) })],
  'GET /api/forms/history': (_, city) => ({ tells: city.ids.task }),
  'GET /api/forms/reviews': (_, city) => ({ tells: city.ids.task }),
  'GET /api/forms/tasks/{task}/review': () => [{}, { label: 'of every state', query: 'state=all&limit=200' }],
  'POST /api/forms/tasks/{task}/units/{unit}/approve': (ids) => [asked({}, { headers: stale }), asked({}, { headers: stale, ...ofMerged(ids) })],
  'POST /api/forms/tasks/{task}/units/{unit}/send-back': (ids) => [asked(reason, { headers: stale }), asked(reason, { headers: stale, ...ofMerged(ids) })],
  'POST /api/forms/tasks/{task}/approve-many': (ids) => asked({ units: [{ unit: ids.unit, revision: 987654 }] }, { tells: 'forms.return.moved_on' }),
  'POST /api/forms/corrections/{correction}/decide': () => asked({ verdict: 'uphold' }, { headers: stale }),
  'POST /api/forms/tasks/{task}/exports': (ids) => [asked({}), asked({ parent: ids.unit }, { label: 'of village A' })],
  'POST /api/forms/tasks/{task}/exports/{export}/decision': () => asked({ verdict: 'refuse' }),
  'GET /api/rollups/tasks/{task}': (ids) => [{}, { label: 'of village A', query: `parent=${ids.unit}` }],
  'GET /api/rollups/tasks/{task}/entries': (ids) => [
    { query: 'field=households' },
    { label: 'of village A', query: `field=households&parent=${ids.unit}` },
  ],
}

// Asked last, for it ends the sessions that the other rows need.
const kLast = ['POST /api/identity/sign-out']

/** The rows of one route: [{name, request(ids)}]; the request is {method, target, headers, body}. */
export function rowsOf(route, city) {
  const key = `${route.method} ${route.pattern}`
  const sent = (ids) => [kSent[key]?.(ids, city) ?? {}].flat()
  return sent(city.ids).map((one, at) => ({
    key,
    name: one.label ? `${key} (${one.label})` : key,
    tells: one.tells,
    says: one.says,
    last: kLast.includes(key),
    endsPost: key === 'POST /api/identity/posts/{post}/end',
    makesExport: key === 'POST /api/forms/tasks/{task}/exports',
    request(ids) {
      const { query, body, raw, headers, params } = sent(ids)[at]
      const path = route.pattern.replace(/\{(\w+)\}/g, (_, word) => {
        if (word === 'date') return '2031-01-01'
        const id = params?.[word] ?? ids[kIdOf[key]?.[word] ?? word]
        if (id === undefined) throw new Error(`${key}: the city has prepared no {${word}}`)
        return id
      })
      const typed = raw !== undefined ? { 'Content-Type': 'text/csv' } : { 'Content-Type': 'application/json' }
      const writes = route.method !== 'GET'
      return {
        method: route.method,
        target: path + (query ? '?' + query : ''),
        headers: { ...(writes ? typed : {}), ...headers },
        body: writes ? (raw ?? JSON.stringify(body ?? {})) : undefined,
      }
    },
  }))
}
