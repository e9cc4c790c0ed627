// The shapes of docs/openapi.yaml that only the office reads. What differs from the document says so.
import type { components } from './schema'
import type { Definition, Task } from './types'

type Sent = components['schemas']

export type TaskDetail = Omit<Sent['TaskDetail'], 'issuer' | 'definition'> & Task & { definition: Definition }

export type Counts = Sent['Counts']
export type ProgressItem = Sent['ProgressItem']
export type Progress = Sent['Progress']

export type ReviewChange = Sent['ReviewChange']
export type ReviewItem = Sent['ReviewItem']

export type FormItem = Sent['FormItem']
/** A draft as the editor reads it: what it lacks may be missing. */
export type FormDetail = Omit<Sent['FormDetail'], 'draft'> & { draft: Partial<Definition> }

/** Less what only the catalogue's own screens read. */
export type Element =
  Pick<Sent['Element'], 'id' | 'code' | 'label' | 'definition' | 'type' | 'unit' | 'places' | 'choices' | 'steward_name'>

export type Account = Sent['Account']
export type SheetLine = Sent['SheetLine']

export type RollupLine = Sent['RollupLine']
export type Rollup = Sent['Rollup']
export type FigureEntry = Sent['FigureEntry']

/** `path` holds names from the root down, in search results. */
export type ListedUnit = Sent['ListedUnit'] & Partial<Pick<Sent['FoundUnit'], 'path'>>
export type UnitDetail = Sent['UnitDetail']
