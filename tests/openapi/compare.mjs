#!/usr/bin/env node
// The program and docs/openapi.yaml say the same: every route is described and every description is a route, with the
// same access, permission, scope, members of the body and members of the answer.
// Usage: compare.mjs <qingzhuang>, or compare.mjs - with the lines of `qingzhuang routes` on the standard input.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { membersOf, operationsOf, readDocument, resolve } from './document.mjs'

// What the edge answers by itself has no route.
const kEdge = ['GET /healthz', 'GET /readyz', 'GET /metrics']
const kAnyMembers = '*'

const json = (content) => content?.['application/json']?.schema

function answerMembers(document, operation) {
  const bodies = Object.entries(operation.responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([, answer]) => json(resolve(document, answer).content))
    .filter(Boolean)
  return bodies.length ? new Set(bodies.flatMap((schema) => [...membersOf(document, schema)])) : null
}

const listed = (names) => [...names].sort().join(', ') || 'nothing'
const sameNames = (a, b) => listed(a) === listed(b)

/** The differences between the lines of `qingzhuang routes` and the document, as sentences. */
export function compare(lines, document) {
  const faults = []
  const described = new Map([...operationsOf(document)].map((one) => [`${one.method} ${one.path}`, one.operation]))
  const routes = new Map(lines.map((line) => [`${line.method} ${line.pattern}`, line]))
  for (const name of described.keys()) {
    const edge = described.get(name)['x-access'] === 'edge'
    if (edge !== kEdge.includes(name)) faults.push(`${name}: x-access edge is for ${kEdge.join(', ')}`)
    if (!edge && !routes.has(name)) faults.push(`${name}: described, and no such route`)
  }
  for (const [name, route] of routes) {
    const operation = described.get(name)
    if (!operation) {
      faults.push(`${name}: a route that docs/openapi.yaml does not describe`)
      continue
    }
    const differ = (what, ours, theirs) => ours === theirs || faults.push(`${name}: ${what} is ${theirs || 'nothing'}, described as ${ours || 'nothing'}`)
    differ('access', operation['x-access'] ?? '', route.access)
    differ('permission', operation['x-permission'] ?? '', route.permission)
    differ('scope', operation['x-scope'] ?? '', route.scope)
    differ('openness', String(Array.isArray(operation.security) && operation.security.length === 0), String(route.access === 'open'))

    const content = resolve(document, operation.requestBody)?.content
    const body = json(content)
    if (route.writes.includes(kAnyMembers)) {
      if (!content || body) faults.push(`${name}: takes a body that is no JSON, described otherwise`)
    } else {
      const members = body ? membersOf(document, body) : []
      if (!sameNames(members, route.writes)) faults.push(`${name}: its body has ${listed(route.writes)}, described with ${listed(members)}`)
    }

    if (!route.reads.includes(kAnyMembers)) {
      const members = answerMembers(document, operation)
      // An answer without a body (204) has no members; its route may still name an id, which it never sends.
      const same = members ? sameNames(members, route.reads) : route.reads.every((member) => member === 'id')
      if (!same) faults.push(`${name}: its answer has ${listed(route.reads)}, described with ${listed(members ?? [])}`)
    }

    const headers = new Set((operation.parameters ?? []).map((parameter) => resolve(document, parameter)).filter((p) => p.in === 'header').map((p) => p.name))
    const keyed = route.method !== 'GET' && route.access !== 'open'
    if (headers.has('Idempotency-Key') !== keyed) faults.push(`${name}: Idempotency-Key is ${keyed ? 'needed' : 'not read'}`)
  }
  return faults
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const text = process.argv[2] === '-' ? readFileSync(0, 'utf8') : execFileSync(process.argv[2], ['routes'], { encoding: 'utf8' })
  const lines = text.split('\n').filter(Boolean).map((line) => JSON.parse(line))
  const faults = compare(lines, readDocument())
  if (!lines.length) faults.push('the program names no routes')
  for (const fault of faults) console.error(fault)
  console.log(faults.length ? `${faults.length} differences` : `${lines.length} routes, as docs/openapi.yaml describes them`)
  process.exitCode = faults.length ? 1 : 0
}
