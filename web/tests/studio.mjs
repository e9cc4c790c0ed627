// Where screens are photographed: the stand-in server, one browser, and what no picture may show: a violation axe finds,
// a sideways scroll, a sentence missing, a fault of the page's own script.
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { launch } from './browser.mjs'
import { startMock } from './mock-server.mjs'

const kRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** The folder and the name filter are the script's arguments; `start` is where the application is served. */
export async function openStudio(start, ready = 'main') {
  const [, script, folder, filter = ''] = process.argv
  if (!folder) throw new Error(`usage: ${basename(script)} <folder> [name filter]`)
  mkdirSync(folder, { recursive: true })
  const { server, port } = await startMock()
  const base = `http://127.0.0.1:${port}`
  const browser = await launch()
  let bad = 0

  async function look(page, onePrimary) {
    const faults = []
    const axe = await new AxeBuilder({ page }).withTags(kRules).analyze()
    for (const v of axe.violations) faults.push(`axe ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target).join(' | ')}`)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (wide > 0) faults.push(`scrolls sideways by ${wide} px`)
    const gap = await page.evaluate(() => document.body.innerText.match(/web\.[a-z_]+\.[a-z_.]+/)?.[0])
    if (gap) faults.push(`no sentence for ${gap}`)
    const primary = await page.evaluate(() => [...document.querySelectorAll('main .button.primary')].filter((b) => b.offsetParent).length)
    if (onePrimary && primary > 1) faults.push(`${primary} primary buttons`)
    return faults
  }

  async function photograph(name, kind, { address, act, who, language, width, height, large, onePrimary = false }) {
    if (!name.includes(filter)) return
    const file = join(folder, `${name}-${kind}.png`)
    const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN' })
    await context.addInitScript(([lang, big]) => {
      localStorage.setItem('qz-language', lang)
      localStorage.setItem('qz-large-type', big ? '1' : '0')
    }, [language, large])
    const page = await context.newPage()
    const faults = []
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && !/status of [45]|ERR_INTERNET|ERR_FAILED/.test(message.text()) && faults.push(message.text()))
    try {
      await page.request.post(base + '/api/mock/reset', { data: {} })
      if (who) await context.request.post(base + '/api/identity/session', { data: { login: who, password: 'x' } })
      await page.goto(base + start + address)
      await page.waitForSelector(ready)
      await page.waitForTimeout(350)
      if (act) await act(page)
      await page.waitForTimeout(200)
      faults.push(...(await look(page, onePrimary)))
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
  return { base, photograph, close }
}
