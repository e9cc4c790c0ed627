// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSentences } from './sentences.mjs'

const parts = ['page', 'desk'] as const
const folders = { page: join(__dirname, '../f'), desk: __dirname }
const sources = (part: (typeof parts)[number]) =>
  readdirSync(folders[part]).filter((name) => /\.(ts|vue|html)$/.test(name) && !name.includes('.test.')).map((name) => readFileSync(join(folders[part], name), 'utf8')).join('\n')

describe.each(parts)('the sentences of the %s', (part) => {
  const chinese = readSentences(part, 'zh-CN')
  const english = readSentences(part, 'en')

  it('exist in both languages with the same arguments', () => {
    expect(Object.keys(english)).toEqual(Object.keys(chinese))
    const names = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
    for (const key of Object.keys(chinese)) expect([key, names(english[key]!)]).toEqual([key, names(chinese[key]!)])
  })

  it('are there for every key and every family of keys that is named', () => {
    const text = sources(part)
    const keys = [...text.matchAll(new RegExp(`['"]feedback\\.${part}\\.([a-z0-9_.-]+)['"]`, 'g'))].map((match) => match[1]!)
    expect(keys.length).toBeGreaterThan(50)
    for (const key of keys) expect([key, chinese[key] !== undefined]).toEqual([key, true])
    for (const match of text.matchAll(new RegExp(`\`feedback\\.${part}\\.([a-z0-9_.]+)\\$\\{`, 'g'))) {
      expect([match[1], Object.keys(chinese).some((key) => key.startsWith(match[1]!))]).toEqual([match[1], true])
    }
  })

  it('are all said somewhere', () => {
    const text = sources(part)
    const families = [...text.matchAll(new RegExp(`\`feedback\\.${part}\\.([a-z0-9_.]+)\\$\\{`, 'g'))].map((match) => match[1]!)
    if (part === 'page') families.push('done.outcome.', 'done.measure.')
    const unsaid = Object.keys(chinese).filter((key) => !text.includes(`feedback.${part}.${key}`) && !families.some((family) => key.startsWith(family)))
    expect(unsaid).toEqual([])
  })
})
