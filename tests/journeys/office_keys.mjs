// The case office's keys as an officer meets them on the screen.

/** What the server tells this officer; a one-time code opens one session, so it is asked in the page. */
export const officeOf = (page) => page.evaluate(() => fetch('/api/feedback/office').then((answer) => answer.json()))

export const tab = async (page, at) => {
  await page.click(`.desk-tabs .link >> nth=${at}`)
  await page.waitForSelector(at === 0 ? 'main .options .button' : 'main table')
}

export async function unlock(page, passphrase) {
  await page.waitForSelector('#passphrase')
  await page.fill('#passphrase', passphrase)
  await page.click('main .primary')
  await page.waitForSelector('.desk-tabs', { timeout: 60_000 })
}

/** How many of the cases in a list of the office open in this browser, and how many do not. */
export async function opening(page, which) {
  await tab(page, 0)
  await page.click(`main .options .button >> nth=${which}`)
  await page.waitForTimeout(300)
  const all = await page.locator('main li .case-lead').count()
  const shut = await page.locator('main li .case-lead.hint').count()
  return { open: all - shut, shut }
}

/** Two papers, as somebody types them; what the screen says then. */
export async function usePapers(page, papers, one, other) {
  await tab(page, 1)
  const lines = (number) => papers[number - 1].split('\n')
  // Of each paper the line that goes with the other one.
  const lineFor = (number, with_number) => lines(number)[[1, 2, 3].filter((paper) => paper !== number).indexOf(with_number)]
  if (!(await page.locator('#paper-first').isVisible())) await page.click('summary:has-text("用恢复纸打开密钥")')
  await page.selectOption('#paper-first', String(one))
  await page.selectOption('#paper-second', String(other))
  await page.fill('#f-first', lineFor(one, other))
  await page.fill('#f-second', lineFor(other, one))
  await page.click('details[open] form .button')
  await page.waitForSelector('main .note.ok', { timeout: 30_000 })
  return page.textContent('main .note.ok')
}
