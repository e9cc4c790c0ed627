// Sentences of the case office. They come with the lazy chunks that show them, both languages together; the rest of the
// office's sentences stay where they are.
import chinese from 'feedback-sentences:desk:zh-CN'
import english from 'feedback-sentences:desk:en'
import { language } from '../shared/preferences'
import { fill, t as shared, type Arguments } from '../shared/text'

const kPrefix = 'feedback.desk.'

export function t(key: string, values?: Arguments): string {
  if (!key.startsWith(kPrefix)) return shared(key, values)
  const sentence = (language.value === 'en' ? english : chinese)[key.slice(kPrefix.length)]
  if (sentence === undefined) return key
  return values ? fill(sentence, values) : sentence
}

/** Of a code set's two languages the reader's. */
export const worded = (item: { zh: string; en: string } | undefined | null): string => (item ? (language.value === 'en' ? item.en : item.zh) : '')
