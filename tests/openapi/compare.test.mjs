// compare.mjs finds every kind of difference. Run with: node --test tests/openapi/
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compare } from './compare.mjs'

const answer = (schema) => ({ responses: { 200: { description: '', content: { 'application/json': { schema } } } } })
const object = (...names) => ({ type: 'object', properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) })

const edge = (path) => [path, { get: { 'x-access': 'edge', security: [], ...answer(object('status')) } }]
const document = () => ({
  paths: {
    '/api/forms/tasks/{task}': {
      get: { 'x-access': 'permission', 'x-permission': 'forms.watch', 'x-scope': 'task', ...answer({ $ref: '#/components/schemas/Task' }) },
      post: {
        'x-access': 'permission', 'x-permission': 'forms.publish', 'x-scope': 'task',
        parameters: [{ $ref: '#/components/parameters/Key' }],
        requestBody: { content: { 'application/json': { schema: object('reason') } } },
        responses: { 204: { description: '' } },
      },
    },
    ...Object.fromEntries([edge('/healthz'), edge('/readyz'), edge('/metrics')]),
  },
  components: {
    parameters: { Key: { name: 'Idempotency-Key', in: 'header' } },
    schemas: { Task: { allOf: [{ $ref: '#/components/schemas/Named' }, object('title')] }, Named: object('id') },
  },
})
const read = { method: 'GET', pattern: '/api/forms/tasks/{task}', access: 'permission', permission: 'forms.watch', scope: 'task', reads: ['id', 'title'], writes: [] }
const write = { ...read, method: 'POST', permission: 'forms.publish', reads: ['id'], writes: ['reason'] }

test('says nothing where both say the same', () => assert.deepEqual(compare([read, write], document()), []))

const differences = {
  'a route that nobody described': [[read, write, { ...read, pattern: '/api/forms/more' }], 'does not describe'],
  'a description without a route': [[read], 'no such route'],
  'another permission': [[{ ...read, permission: 'forms.read' }, write], 'permission is forms.read'],
  'another scope': [[{ ...read, scope: 'all' }, write], 'scope is all'],
  'a route that opened': [[{ ...read, access: 'open', permission: '', scope: '' }, write], 'access is open'],
  'a member of the answer that is not described': [[{ ...read, reads: ['id', 'title', 'note'] }, write], 'its answer has id, note, title'],
  'a member of the answer that is described alone': [[{ ...read, reads: ['id'] }, write], 'its answer has id'],
  'a member of the body that is not described': [[read, { ...write, writes: ['reason', 'deadline'] }], 'its body has deadline, reason'],
  'an answer without a body that has members': [[read, { ...write, reads: ['sheet'] }], 'its answer has sheet'],
  'a file that is described as JSON': [[read, { ...write, writes: ['*'] }], 'no JSON'],
}
for (const [what, [lines, sentence]] of Object.entries(differences)) {
  test(`finds ${what}`, () => {
    const faults = compare(lines, document())
    assert.ok(faults.some((fault) => fault.includes(sentence)), faults.join('\n'))
  })
}

test('finds a write without its key', () => {
  const without = document()
  delete without.paths['/api/forms/tasks/{task}'].post.parameters
  assert.ok(compare([read, write], without).some((fault) => fault.includes('Idempotency-Key is needed')))
})
