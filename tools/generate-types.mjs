#!/usr/bin/env node
// Writes web/shared/api/schema.d.ts from docs/openapi.yaml, so that no screen has its own idea of what the API says.
// Usage: generate-types.mjs [--check]   --check writes nothing and fails where the file is not what would be written.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const packageOf = createRequire(new URL('../web/package.json', import.meta.url))
const { default: openapiTS, astToString } = packageOf('openapi-typescript')

const types = new URL('../web/shared/api/schema.d.ts', import.meta.url)
const head = '// Generated from docs/openapi.yaml by tools/generate-types.mjs. Change the document and run `npm run api`; edits here are lost.\n'

// The shapes alone: a screen names its path itself, and examples are for people who read the document.
const document = packageOf('yaml').parse(readFileSync(new URL('../docs/openapi.yaml', import.meta.url), 'utf8'))
const { schemas } = document.components
for (const schema of Object.values(schemas)) delete schema.examples
const shapes = { openapi: document.openapi, info: document.info, paths: {}, components: { schemas } }
const text = head + astToString(await openapiTS(shapes, { defaultNonNullable: false }))

if (process.argv.includes('--check')) {
  let present = ''
  try {
    present = readFileSync(types, 'utf8')
  } catch {
    // A file that is missing is as wrong as an old one.
  }
  if (present !== text) {
    console.error(`${fileURLToPath(types)} is not what docs/openapi.yaml says: run npm run api in web/`)
    process.exitCode = 1
  }
} else {
  writeFileSync(types, text)
}
