// The matrix is shown to fail: a tiny server whose scope check can be taken out, asked through the same code.
import assert from 'node:assert/strict'
import http from 'node:http'
import { crossRow, isGuarded } from './core.mjs'

const kSecret = 'CANARY-household-412'
const canaries = [{ name: 'household', text: kSecret, readers: ['own'] }]
const expected = { yes: 'own', 404: 'sibling', 401: 'signed_out' }
const list = { yes: 'own sibling', 401: 'signed_out' }

/** Serves one return (`/return`, `/nothing`) and one list; `lost` names the checks that are missing. */
async function withServer(lost, work) {
  const server = http.createServer((request, response) => {
    const who = request.headers.subject
    const answer = (status, body) => response.writeHead(status).end(JSON.stringify(body))
    const none = (detail = '') => answer(404, { code: 'not_found', detail, request: Math.random() })
    if (who === 'signed_out' && !lost.includes('session')) return answer(401, { code: 'sign_in' })
    if (request.url === '/list') return answer(200, { items: who === 'own' || lost.includes('list scope') ? [kSecret] : [] })
    if (request.url !== '/return') return none()
    if (who !== 'own' && !lost.includes('scope')) return none(lost.includes('same 404') ? 'it is not yours' : '')
    return answer(200, { value: kSecret })
  })
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
  try {
    await work(async (target, table) => {
      const ask = async (subject, missing) => {
        const url = `http://127.0.0.1:${server.address().port}${missing ? '/nothing' : target}`
        const answer = await fetch(url, { headers: { subject, connection: 'close' } })
        return { status: answer.status, text: await answer.text() }
      }
      return crossRow({ name: target, subjects: ['own', 'sibling', 'signed_out'], expected: table, canaries, ask })
    })
  } finally {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
}

export const proofs = {
  'the matrix passes a server with every check in place': () =>
    withServer([], async (cross) => {
      assert.deepEqual((await cross('/return', expected)).faults, [])
      assert.deepEqual((await cross('/list', list)).faults, [])
    }),
  'the matrix fails a server that lost the scope check of an object': () =>
    withServer(['scope'], async (cross) => {
      const { faults } = await cross('/return', expected)
      assert.ok(faults.some((one) => one.includes('sibling got yes, the table says 404')))
      assert.ok(faults.some((one) => one.includes('sibling was shown household')))
    }),
  'the matrix fails a server that lost the scope check of a list': () =>
    withServer(['list scope'], async (cross) => {
      assert.deepEqual((await cross('/list', list)).faults, ['/list: sibling was shown household'])
    }),
  'the matrix fails a server that serves whoever is signed out': () =>
    withServer(['session'], async (cross) => {
      assert.ok((await cross('/list', list)).faults.some((one) => one.includes('signed_out got yes')))
    }),
  'the matrix fails a server that tells a foreign object from none': () =>
    withServer(['same 404'], async (cross) => {
      assert.deepEqual((await cross('/return', expected)).faults, ['/return: sibling can tell an object of others from none (404)'])
    }),
  'the matrix fails a route that nobody has reviewed': () =>
    withServer([], async (cross) => {
      assert.ok((await cross('/list', undefined)).faults[0].includes('no row in expected.json'))
    }),
  'a row that would not notice a lost scope check is known as such': () =>
    withServer([], async (cross) => {
      assert.equal(isGuarded((await cross('/return', expected)).found, canaries), true)
      assert.equal(isGuarded((await cross('/list', list)).found, canaries), true)
      assert.equal(isGuarded((await cross('/list', list)).found, []), false)
    }),
}
