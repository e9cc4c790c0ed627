// Where a value comes from, in words: always the true source, with its day.
import type { Source } from '../shared/api/types'
import { day } from '../shared/format'
import { t } from '../shared/text'

/** "上次填报（9 月 12 日）", "低保系统 9 月 1 日导入" */
export function sourceWords(source: Source | null): string {
  if (!source) return t('web.source.unknown')
  const label = source.label || t('web.source.return')
  if (!source.as_of || label.includes(day(source.as_of))) return label
  if (source.kind === 'disputed') return t('web.source.disputed', { day: day(source.as_of) })
  if (source.kind === 'derived') return t('web.source.derived', { day: day(source.as_of) })
  return source.kind === 'import' || source.kind === 'stock'
    ? t('web.source.imported', { label, day: day(source.as_of) })
    : t('web.format.noted', { text: label, note: day(source.as_of) })
}
