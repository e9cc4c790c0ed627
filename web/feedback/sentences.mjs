// `feedback-sentences:<part>:<language>` is what feedback_pages.json says for one part: `page` (the reporter's) or `desk`
// (the case office's). Keys lose "feedback.<part>.", which the two t() know.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export function readSentences(part, language) {
  const file = fileURLToPath(new URL(`../../i18n/${language}/feedback_pages.json`, import.meta.url))
  const prefix = `feedback.${part}.`
  const all = Object.entries(JSON.parse(readFileSync(file, 'utf8')))
  return Object.fromEntries(all.filter(([key]) => key.startsWith(prefix)).map(([key, text]) => [key.slice(prefix.length), text]))
}

export function feedbackSentences() {
  const prefix = 'feedback-sentences:'
  return {
    name: 'feedback-sentences',
    resolveId: (id) => (id.startsWith(prefix) ? '\0' + id : null),
    load(id) {
      if (!id.startsWith('\0' + prefix)) return null
      const [part, language] = id.slice(prefix.length + 1).split(':')
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(readSentences(part, language)))})`
    },
  }
}
