// @vitest-environment node
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const generate = fileURLToPath(new URL('../../../tools/generate-types.mjs', import.meta.url))

// Reading TypeScript takes its time on a busy machine.
it('schema.d.ts is what docs/openapi.yaml says', { timeout: 120_000 }, () => {
  expect(() => execFileSync(process.execPath, [generate, '--check'])).not.toThrow()
})
