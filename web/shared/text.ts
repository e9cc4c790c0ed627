// Sentences. Chinese is in the bundle; English is fetched when first asked for.
import { shallowRef } from 'vue'
import chinese from 'sentences:zh-CN'
import { language, type Language } from './preferences'

type Sentences = Record<string, string>
export type Arguments = Record<string, string | number>

const english = shallowRef<Sentences | null>(null)

/**
 * The sentence for a key such as 'web.sign_in.title', with its {arguments} filled in. Keys always start with "web.";
 * a key without a sentence comes back as the key, so that a gap is seen and a test can find it.
 */
export function t(key: string, values?: Arguments): string {
  const short = key.slice('web.'.length)
  const sentences = language.value === 'en' && english.value ? english.value : chinese
  const sentence = sentences[short]
  if (sentence === undefined) return key
  return values ? fill(sentence, values) : sentence
}

export function fill(sentence: string, values: Arguments): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole))
}

/** Loads the sentences of a language; resolves at once for Chinese. */
export async function loadLanguage(wanted: Language): Promise<void> {
  if (wanted === 'en' && !english.value) english.value = (await import('sentences:en')).default
}

export async function switchLanguage(wanted: Language): Promise<void> {
  await loadLanguage(wanted)
  language.value = wanted
}
