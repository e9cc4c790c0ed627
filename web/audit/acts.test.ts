import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kActs } from './acts'

const root = join(process.cwd(), '..')
const kCode = /"([a-z_]+(?:\.[a-z_]+){2,})"/g
// What writes to the log, by itself or through a helper that is given the code.
const kWriter = /\b(?:Record\w*|EndAct|Raise)\(/g
// The case office's acts: the code stands before what is done.
const kPerform = /\bPerform\(\s*connections, request, actor, tx,\s*"([a-z_.]+[a-z])"/g

function argumentsAt(text: string, start: number): string {
  let at = start
  for (let depth = 1; depth && at < text.length; ++at) depth += text[at] === '(' ? 1 : text[at] === ')' ? -1 : 0
  return text.slice(start, at - 1)
}

function recorded(): Map<string, string> {
  const found = new Map<string, string>()
  const files = (readdirSync(join(root, 'src'), { recursive: true }) as string[]).filter((file) => file.endsWith('.cpp') && !file.endsWith('_test.cpp') && !file.startsWith('audit/'))
  for (const file of files) {
    const text = readFileSync(join(root, 'src', file), 'utf8')
    for (const [, code] of text.matchAll(kPerform)) found.set(code!, file)
    for (const call of text.matchAll(kWriter)) {
      for (const [, code] of argumentsAt(text, call.index! + call[0].length).matchAll(kCode)) found.set(code!, file)
    }
  }
  return found
}

describe('what the log records', () => {
  const known = new Set(kActs)
  it('has words for every act of the source', () => {
    const missing = [...recorded()].filter(([code]) => !known.has(code)).map(([code, file]) => `${code} (${file})`)
    expect(missing, 'add each to kActs in web/audit/acts.ts and to i18n as web.office.audit.act.<code>').toEqual([])
  })
  it.each(['zh-CN', 'en'])('is said in %s', (language) => {
    const sentences = JSON.parse(readFileSync(join(root, 'i18n', language, 'web.json'), 'utf8')) as Record<string, string>
    expect(kActs.filter((code) => !sentences[`web.office.audit.act.${code}`])).toEqual([])
  })
  it('finds acts in the source at all', () => {
    expect(recorded().size).toBeGreaterThan(50)
  })
})
