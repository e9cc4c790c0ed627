// Sentences of the reporter's page. Chinese is in the script; English is fetched when asked for and kept in memory only.
import chinese from 'feedback-sentences:page:zh-CN'

type Sentences = Record<string, string>
let english: Sentences | null = null
export let language: 'zh-CN' | 'en' = 'zh-CN'

/** The sentence of a key such as 'feedback.page.begin', with its {arguments} filled in. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const short = key.slice('feedback.page.'.length)
  const sentence = (language === 'en' && english ? english : chinese)[short] ?? key
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole))
}

export async function switchLanguage(): Promise<void> {
  if (language === 'zh-CN' && !english) {
    const answer = await fetch('/f/en.json', { credentials: 'omit', referrerPolicy: 'no-referrer' })
    english = (await answer.json()) as Sentences
  }
  language = language === 'en' ? 'zh-CN' : 'en'
  document.documentElement.lang = language
}
