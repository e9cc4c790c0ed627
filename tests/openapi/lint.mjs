#!/usr/bin/env node
// docs/openapi.yaml is a valid OpenAPI document: its structure, every reference, every example against its schema, and
// what this house asks besides (nothing that is never used, a tag and a summary for each operation).
import { operationsOf, packageOf, place, readDocument } from './document.mjs'

const { createConfig, lint } = packageOf('@redocly/openapi-core')

const rules = {
  struct: 'error',
  'no-unresolved-refs': 'error',
  'no-unused-components': 'error',
  'no-identical-paths': 'error',
  'no-ambiguous-paths': 'off', // the program lets a fixed word win over a part of a path
  'no-invalid-media-type-examples': 'error',
  'no-invalid-schema-examples': 'error',
  'no-enum-type-mismatch': 'error',
  'no-undefined-server-variable': 'error',
  'no-path-trailing-slash': 'error',
  'no-schema-type-mismatch': 'error',
  'operation-operationId': 'error',
  'operation-operationId-unique': 'error',
  'operation-operationId-url-safe': 'error',
  'operation-parameters-unique': 'error',
  'operation-2xx-response': 'error',
  'operation-summary': 'error',
  'operation-singular-tag': 'error',
  'operation-tag-defined': 'error',
  'path-declaration-must-exist': 'error',
  'path-not-include-query': 'error',
  'path-params-defined': 'error',
  'security-defined': 'error',
  'spec-strict-refs': 'error',
}

const faults = (await lint({ ref: place, config: await createConfig({ rules }) }))
  .map(({ ruleId, message, location }) => `${location?.[0]?.pointer ?? ''}: ${message} (${ruleId})`)

// Refusals have one shape everywhere, and a body that is read has an example.
const document = readDocument()
for (const { method, path, operation } of operationsOf(document)) {
  const room = path.startsWith('/api/') ? path.split('/')[2] : 'platform'
  if (operation.tags?.[0] !== room) faults.push(`${method} ${path}: its tag is not its room, ${room}`)
  for (const [status, answer] of Object.entries(operation.responses)) {
    const refused = Number(status) >= 400 && operation['x-access'] !== 'edge'
    if (refused && !answer.$ref?.startsWith('#/components/responses/')) faults.push(`${method} ${path}: ${status} is no shared answer`)
  }
}
for (const [name, answer] of Object.entries(document.components.responses)) {
  if (!answer.content?.['application/problem+json']) faults.push(`response ${name}: no problem`)
}
for (const [name, schema] of Object.entries(document.components.schemas)) {
  if (!schema.description) faults.push(`schema ${name}: no description`)
  if ((schema.type === 'object' || schema.allOf) && !schema.examples?.length) faults.push(`schema ${name}: no example`)
}

for (const fault of faults) console.error(fault)
console.log(faults.length ? `${faults.length} faults in docs/openapi.yaml` : 'docs/openapi.yaml is sound')
process.exitCode = faults.length ? 1 : 0
