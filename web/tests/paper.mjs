#!/usr/bin/env node
// Prints the screens that go on paper, and reads the pages back: each carries title, unit, time and its number, and nothing of
// the frame around the screen.
//   node tests/paper.mjs <folder> [name filter]    leaves the PDFs in the folder; needs pdftotext (poppler-utils). Exits 1 on a fault
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { launch } from './browser.mjs'
import { startMock } from './mock-server.mjs'

const [, , folder, filter = ''] = process.argv
if (!folder) throw new Error('usage: paper.mjs <folder> [name filter]')
mkdirSync(folder, { recursive: true })

// name, address, who, what stands at the head of its pages, what to do there
const papers = [
  ['return', '/m/#/t/906/4101/print', 'clerk', '大庄许家村'],
  ['return-roster', '/m/#/t/907/4101/print', 'clerk', '大庄许家村'],
  ['asked', '/m/#/asked', 'clerk', '大庄许家村'],
  ['progress', '/#/tasks/801', 'officer', '民政局'],
  ['rollup', '/#/tasks/801/rollup', 'officer', '民政局'],
  ['figures', '/#/figures', 'officer', '民政局'],
  ['directory', '/#/directory', 'officer', '民政局'],
  ['bill', '/#/proposals/11', 'officer', '民政局', (p) => p.click('main details summary')],
  ['review', '/#/reviews/802/1420', 'town', '东王家村'],
  ['activation-sheet', '/#/accounts/sheet', 'town', '俚岛镇', async (p) => { await p.click('form .primary'); await p.waitForSelector('.slips') }],
  ['handover-sheet', '/#/handover/5', 'town', '俚岛镇'],
  ['audit-entry', '/#/audit/128', 'audit', '威海市'],
]
const kFrameWords = { 'zh-CN': ['返回', '大字版', '投诉建议'], en: ['Large type', 'Complaints and suggestions'] }
const flat = (text) => text.replace(/\s/g, '')
const numbering = { 'zh-CN': (at, of) => `第${at}页，共${of}页`, en: (at, of) => `Page${at}of${of}` }
const printed = { 'zh-CN': '打印时间：', en: 'Printed' }

const { server, port } = await startMock()
const base = `http://127.0.0.1:${port}`
const browser = await launch()
let bad = 0
for (const [name, address, who, unit, act] of papers) {
  if (!name.includes(filter)) continue
  for (const language of ['zh-CN', 'en']) {
    const faults = []
    const context = await browser.newContext({ viewport: address.startsWith('/m/') ? { width: 375, height: 780 } : { width: 1366, height: 768 } })
    await context.addInitScript((lang) => localStorage.setItem('qz-language', lang), language)
    await context.request.post(base + '/api/identity/session', { data: { login: who, password: 'x' } })
    const page = await context.newPage()
    try {
      await page.goto(base + address)
      await page.waitForSelector('main h1')
      await page.waitForTimeout(600)
      if (act) await act(page)
      const file = join(folder, `${name}-${language}.pdf`)
      writeFileSync(file, await page.pdf({ preferCSSPageSize: true }))
      // pdftotext ends each page with a form feed.
      const pages = execFileSync('pdftotext', ['-layout', file, '-']).toString().split('\f').slice(0, -1).map(flat)
      pages.forEach((text, i) => {
        if (!text.includes(numbering[language](i + 1, pages.length))) faults.push(`page ${i + 1} has no number`)
        if (!text.includes(unit)) faults.push(`page ${i + 1} lacks the unit`)
        if (!text.includes(flat(printed[language]))) faults.push(`page ${i + 1} lacks the time`)
        for (const word of kFrameWords[language]) if (text.includes(flat(word))) faults.push(`page ${i + 1} shows ${word}`)
      })
    } catch (error) {
      faults.push(String(error.message).split('\n')[0])
    }
    if (faults.length) {
      bad++
      console.log(`${name}-${language}`, faults)
    }
    await context.close()
  }
}
await browser.close()
server.close()
console.log(bad ? `${bad} papers with faults` : 'no faults')
process.exit(bad ? 1 : 0)
