// Where screens are photographed: the stand-in server, one browser, and what no picture may show: a violation axe finds, a
// sideways scroll, no heading or two, a sentence missing, a date or a value as programs write it, a fault of the page's own script.
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { launch } from './browser.mjs'
import { startMock } from './mock-server.mjs'

const kRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

// Every width the product promises, both languages, and the largest type on the narrowest screen.
const kKinds = {
  '375-zh': { language: 'zh-CN', width: 375, height: 780 },
  '375-en': { language: 'en', width: 375, height: 780 },
  '1366-zh': { language: 'zh-CN', width: 1366, height: 768 },
  '1366-en': { language: 'en', width: 1366, height: 768 },
  '1920-zh': { language: 'zh-CN', width: 1920, height: 1080 },
  '320-en': { language: 'en', width: 320, height: 640 },
  '320-large': { language: 'zh-CN', width: 320, height: 640, large: true },
}

/** The kinds of picture to take: all, or those that QZ_KIND names. */
export const kinds = Object.fromEntries(
  Object.entries(kKinds).filter(([kind]) => !process.env.QZ_KIND || process.env.QZ_KIND.split(',').includes(kind)))

/** What is wrong with the page as it stands, as far as a program can see. */
async function look(page, onePrimary) {
  const axe = await new AxeBuilder({ page }).withTags(kRules).analyze()
  const faults = axe.violations.map((v) => `axe ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target).join(' | ')}`)
  const seen = await page.evaluate(() => {
    const shown = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.offsetParent)
    const text = document.body.innerText
    return {
      wide: document.documentElement.scrollWidth - innerWidth,
      headings: shown('h1').length,
      primary: shown('main .button.primary').length,
      gap: text.match(/\b(?:web|feedback)\.[a-z_]+\.[a-z_.]+/)?.[0],
      bare: text.match(/.*(?:\d{4}-\d\d-\d\d|\bundefined\b|\bNaN\b|\[object|Invalid Date).*/)?.[0],
    }
  })
  if (seen.wide > 0) faults.push(`scrolls sideways by ${seen.wide} px`)
  if (seen.headings !== 1) faults.push(`${seen.headings} headings of the page`)
  if (seen.gap) faults.push(`no sentence for ${seen.gap}`)
  if (seen.bare) faults.push(`not for people: ${seen.bare}`)
  if (onePrimary && seen.primary > 1) faults.push(`${seen.primary} primary buttons`)
  return faults
}

/** The folder and the name filter are the script's arguments; `start` is where the application is served. */
export async function openStudio(start, ready = 'main h1') {
  const [, script, folder, filter = ''] = process.argv
  if (!folder) throw new Error(`usage: ${basename(script)} <folder> [name filter]`)
  mkdirSync(folder, { recursive: true })
  const { server, port, feedback } = await startMock()
  const base = `http://127.0.0.1:${port}`
  const browser = await launch()
  let bad = 0

  // `begin` is how the stand-in begins; `stranger`: a reader without a session, on whose device nothing may be left.
  async function photograph(name, kind, { address, act, who, begin = {}, stranger = false, language, width, height, large, onePrimary = false }) {
    if (!name.includes(filter)) return
    const file = join(folder, `${name}-${kind}.png`)
    const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN' })
    if (!stranger) {
      await context.addInitScript(([lang, big]) => {
        localStorage.setItem('qz-language', lang)
        localStorage.setItem('qz-large-type', big ? '1' : '0')
      }, [language, large])
    }
    const page = await context.newPage()
    page.setDefaultTimeout(30000)
    const faults = []
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && !/status of [45]|ERR_INTERNET|ERR_FAILED/.test(message.text()) && faults.push(message.text()))
    try {
      await page.request.post(base + '/api/mock/reset', { data: begin })
      if (who) await context.request.post(base + '/api/identity/session', { data: { login: who, password: 'x' } })
      await page.goto(base + start + address)
      await page.waitForSelector(ready, { state: 'attached' })
      await page.waitForTimeout(350)
      if (stranger && language === 'en') {
        await page.click('#language')
        await page.waitForSelector('html[lang=en]')
      }
      if (act) await act(page)
      await page.waitForTimeout(200)
      faults.push(...(await look(page, onePrimary)))
      if (stranger && (await page.evaluate(() => localStorage.length + sessionStorage.length)) > 0) faults.push('something is stored')
      if (stranger && (await context.cookies()).length) faults.push('a cookie')
      await page.screenshot({ path: file, fullPage: true })
    } catch (error) {
      faults.push(String(error.message).split('\n').slice(0, 3).join(' '))
      await page.screenshot({ path: file }).catch(() => {})
    }
    if (faults.length) {
      bad++
      console.log(`${name}-${kind}`, faults)
    }
    await context.close()
  }

  async function close() {
    await browser.close()
    server.close()
    console.log(bad ? `${bad} pictures with faults` : 'no faults')
    process.exit(bad ? 1 : 0)
  }
  return { base, feedback, photograph, close }
}

/** What a list looks like when nothing is there, when it fails and while it is awaited: screens to add to the others. */
export function statesOf(base, name, address, who) {
  const again = (mode) => async (p) => {
    await p.request.post(base + '/api/mock/mode', { data: { mode } })
    await p.reload()
    await p.waitForTimeout(mode === 'slow' ? 900 : 500)
  }
  return [['empty', 'empty'], ['error', 'error'], ['loading', 'slow']].map(([word, mode]) => ({ name: `state-${word}-${name}`, address, who, act: again(mode) }))
}
