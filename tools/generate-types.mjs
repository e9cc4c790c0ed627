#!/usr/bin/env node
// Makes web/shared/api/schema.d.ts of docs/openapi.yaml, so that no screen has its own idea of what the API says. The
// file is not kept: the check of types makes it anew.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const packageOf = createRequire(new URL('../web/package.json', import.meta.url))
const { default: openapiTS, astToString } = packageOf('openapi-typescript')

// The shapes alone: a screen names its path itself, and examples are for people who read the document.
const document = packageOf('yaml').parse(readFileSync(new URL('../docs/openapi.yaml', import.meta.url), 'utf8'))
const { schemas } = document.components
for (const schema of Object.values(schemas)) delete schema.examples
const shapes = { openapi: document.openapi, info: document.info, paths: {}, components: { schemas } }
const types = astToString(await openapiTS(shapes, { defaultNonNullable: false }))

const head = '// Generated from docs/openapi.yaml by tools/generate-types.mjs. Edits here are lost.\n'
writeFileSync(new URL('../web/shared/api/schema.d.ts', import.meta.url), head + types)
