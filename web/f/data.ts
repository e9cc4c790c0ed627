// What the page reads from the server before anything is written: the same bytes for everybody, so no request tells the
// area, the office or what is being typed.

export interface Office {
  id: string
  name: string
  role: 'case' | 'supervision'
  units: string[]
  identity_key: string
  fingerprint: string
  late: number
  epoch: string
  epoch_key: string
  epoch_signature: string
  /** the office that is offered when this one is the subject */
  second?: string | null
}
export interface OfficeData {
  suite: number
  salt: string
  public_url?: string
  intranet?: boolean
  offices: Office[]
  categories: { code: string; zh: string; en: string }[]
  scopes: { code: string; name: string }[]
  /** reasons of refusal with their ready answers */
  refusals: { code: string; zh: string; en: string }[]
  proof_bits: number
}
export interface Form {
  number: string
  name: string
  issuer: string
}

/** No cookie goes along and no referrer; nothing is kept. */
export const silent: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' }

async function read<T>(path: string): Promise<T> {
  const answer = await fetch(path, silent)
  if (!answer.ok) throw new Error(String(answer.status))
  return (await answer.json()) as T
}

let offices: Promise<OfficeData> | null = null
export function loadOffices(): Promise<OfficeData> {
  offices ??= read<OfficeData>('/f/office.json')
  offices.catch(() => (offices = null))
  return offices
}

/** Anew, after the month's key changed while somebody was writing. */
export function reloadOffices(): Promise<OfficeData> {
  offices = null
  return loadOffices()
}

let forms: Promise<Form[]> | null = null
export function loadForms(): Promise<Form[]> {
  forms ??= read<Form[] | { forms: Form[] }>('/f/forms.json').then((list) => (Array.isArray(list) ? list : list.forms))
  forms.catch(() => (forms = null))
  return forms
}

/** The scope of a scanned code: villages carry their town's, whatever the code says is cut back to an area that is known. */
export function scopeOf(code: string, data: OfficeData): string {
  for (let digits = code.replace(/\D/g, ''); digits.length >= 4; digits = digits.slice(0, -1)) {
    const found = data.scopes.find((one) => one.code === digits || one.code.replace(/0+$/, '') === digits.replace(/0+$/, ''))
    if (found) return found.code
  }
  return ''
}

/** Offices that serve an area: the nearest case office first, then supervision. */
export function officesOf(scope: string, data: OfficeData): { first: Office | null; second: Office | null } {
  const nearest = (role: Office['role']) => {
    const reach = (office: Office) => Math.max(0, ...office.units.filter((prefix) => scope.startsWith(prefix.replace(/(?:00)+$/, ''))).map((prefix) => prefix.replace(/(?:00)+$/, '').length))
    return [...data.offices].filter((office) => office.role === role && reach(office) > 0).sort((a, b) => reach(b) - reach(a))[0] ?? null
  }
  const first = nearest('case')
  return { first, second: data.offices.find((office) => office.id === first?.second) ?? nearest('supervision') }
}

/** By number first, then by name; everything happens on the phone. */
export function searchForms(forms: Form[], typed: string): Form[] {
  const wanted = typed.normalize('NFKC').trim().toLowerCase()
  if (!wanted) return []
  const starts = forms.filter((form) => form.number.toLowerCase().startsWith(wanted))
  const inside = forms.filter((form) => !starts.includes(form) && (form.number.toLowerCase().includes(wanted) || form.name.toLowerCase().includes(wanted)))
  return [...starts, ...inside].slice(0, 8)
}
