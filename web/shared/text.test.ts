import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dated, day, daysLeft, moment, number, period } from './format'
import { language } from './preferences'
import { find, match } from './router'
import { fill, switchLanguage, t } from './text'

const root = join(__dirname, '..')
const sentences = (lang: string) => JSON.parse(readFileSync(join(root, `../i18n/${lang}/web.json`), 'utf8')) as Record<string, string>

describe('sentences', () => {
  it('fill their arguments and leave unknown ones visible', () => {
    expect(fill('第 {at} 人，共 {of} 人', { at: 3 })).toBe('第 3 人，共 {of} 人')
    expect(t('web.roster.position', { at: 3, of: 38 })).toBe('第 3 人，共 38 人')
    expect(t('web.no.such_sentence')).toBe('web.no.such_sentence')
  })

  it('switch to English and back while the page stays', async () => {
    await switchLanguage('en')
    expect(language.value).toBe('en')
    expect(t('web.roster.position', { at: 3, of: 38 })).toBe('Person 3 of 38')
    await switchLanguage('zh-CN')
  })

  it('exist in both languages with the same arguments', () => {
    const chinese = sentences('zh-CN')
    const english = sentences('en')
    expect(Object.keys(english)).toEqual(Object.keys(chinese))
    const names = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()
    for (const key of Object.keys(chinese)) expect([key, names(english[key]!)]).toEqual([key, names(chinese[key]!)])
  })

  it('exist for every family of keys that is put together at run time', () => {
    const all = Object.keys(sentences('zh-CN'))
    const families = new Set<string>()
    const look = (folder: string) => {
      for (const name of readdirSync(folder)) {
        const path = join(folder, name)
        if (name === 'node_modules' || name === 'dist') continue
        if (statSync(path).isDirectory()) look(path)
        else if (/\.(vue|ts)$/.test(name)) for (const m of readFileSync(path, 'utf8').matchAll(/t\(`(web\.[a-z_.]+)\$\{/g)) families.add(m[1]!)
      }
    }
    look(root)
    expect(families.size).toBeGreaterThan(5)
    for (const family of families) expect([family, all.some((key) => key.startsWith(family))]).toEqual([family, true])
  })

  it('hold no word typed into markup', () => {
    const look = (folder: string): string[] =>
      readdirSync(folder).flatMap((name) => {
        const path = join(folder, name)
        if (name === 'node_modules' || name === 'dist' || name === 'tests') return []
        if (statSync(path).isDirectory()) return look(path)
        if (!name.endsWith('.vue')) return []
        const template = readFileSync(path, 'utf8').split('<template>').slice(1).join('').replace(/<!--.*?-->/gs, '')
        return /[\u4e00-\u9fff]/.test(template) ? [path] : []
      })
    expect(look(root)).toEqual([])
  })
})

describe('days and numbers', () => {
  const now = Date.parse('2026-09-21T02:00:00Z')

  it('are told in Beijing time, whatever the phone is set to', () => {
    expect(moment('2026-09-25T10:00:00Z', now)).toBe('9 月 25 日 18:00')
    expect(day('2026-09-25T16:30:00Z', now)).toBe('9 月 26 日')
    expect(day('2025-09-12', now)).toBe('2025 年 9 月 12 日')
  })

  it('are told in the sentences of the server too, but not in what somebody typed', () => {
    const year = new Date().getFullYear()
    expect(dated(`准入到 ${year}-12-20 已经到期。`)).toBe('准入到 12 月 20 日 已经到期。')
    expect(dated('2025-01-31 前答复')).toBe(year === 2025 ? '1 月 31 日 前答复' : '2025 年 1 月 31 日 前答复')
    for (const kept of ['“2026-12-20”不是有效的值', '2026-13-01', '编号 12026-12-201', '2026-12-20-1', '371082101001']) expect(dated(kept)).toBe(kept)
  })

  it('count days left by the calendar', () => {
    expect(daysLeft('2026-09-25T10:00:00Z', now)).toBe(4)
    expect(daysLeft('2026-09-21T10:00:00Z', now)).toBe(0)
    expect(daysLeft('2026-09-21T01:00:00Z', now)).toBe(-1)
    expect(daysLeft('2026-09-19T10:00:00Z', now)).toBe(-2)
  })

  it('group thousands without touching the digits', () => {
    expect(number('1234567.10')).toBe('1,234,567.10')
    expect(number('900719925474099312')).toBe('900,719,925,474,099,312')
    expect(period('2026-09')).toBe('2026 年 9 月')
    expect(period('2026')).toBe('2026 年')
    expect(period('2026-Q4')).toBe('2026 年第 4 季度')
    expect(period('2026-H2')).toBe('2026 年下半年')
  })
})

describe('addresses', () => {
  it('name their parts', () => {
    expect(match('/t/:task/:unit', '/t/901/4101')).toEqual({ task: '901', unit: '4101' })
    expect(match('/t/:task/:unit/people/:person', '/t/9/4/people/%E8%AE%B8')).toEqual({ task: '9', unit: '4', person: '许' })
    expect(match('/t/:task', '/t/9/4')).toBeNull()
    expect(find([], '/x').route).toBeNull()
  })
})
