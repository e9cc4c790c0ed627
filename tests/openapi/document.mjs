// docs/openapi.yaml as an object, and the packages that read it. They are the web application's development packages,
// so that there is one lock and one place that installs them.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

export const place = fileURLToPath(new URL('../../docs/openapi.yaml', import.meta.url))
export const packageOf = createRequire(new URL('../../web/package.json', import.meta.url))

export const readDocument = () => packageOf('yaml').parse(readFileSync(place, 'utf8'))

/** What a $ref of the document names; anything else is itself. */
export function resolve(document, value) {
  if (!value?.$ref) return value
  let found = document
  for (const part of value.$ref.replace(/^#\//, '').split('/')) found = found?.[part.replaceAll('~1', '/').replaceAll('~0', '~')]
  return resolve(document, found)
}

/** The names of an object schema's members, those of its allOf parts included. */
export function membersOf(document, schema) {
  const found = resolve(document, schema)
  const names = new Set(Object.keys(found?.properties ?? {}))
  for (const part of found?.allOf ?? []) for (const name of membersOf(document, part)) names.add(name)
  return names
}

/** Every operation: {method, path, operation}. */
export function* operationsOf(document) {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) yield { method: method.toUpperCase(), path, operation }
  }
}
