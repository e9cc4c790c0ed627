#!/usr/bin/env node
// Packs web/dist into one file for the binary: web/dist/web.pack. Its first line is a JSON array, one entry a file:
//   {path, content_type, plain: [offset, length], gzip: [offset, length] | null, brotli: [offset, length] | null, etag, immutable}
// and, below /f, content_security_policy: a worker's script is held to the policy it comes with, so each file carries it.
// Offsets count from the byte after that line. gzip and brotli are null where they save nothing.
// Usage: pack-web.mjs [dist folder]
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = process.argv[2] ?? fileURLToPath(new URL('../web/dist', import.meta.url))
const pack = join(dist, 'web.pack')

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}

// The reporter's page: nothing from elsewhere, no inline script; WebAssembly for the sealing.
const reporterPolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? files(path) : path === pack ? [] : [path]
  })
}

const chunks = []
let offset = 0
function place(bytes) {
  const at = [offset, bytes.length]
  chunks.push(bytes)
  offset += bytes.length
  return at
}

const index = files(dist)
  .sort()
  .map((file) => {
    const path = '/' + relative(dist, file).split(sep).join('/')
    const type = types[extname(file)]
    if (!type) throw new Error(`${path}: no content type is known for ${extname(file)}`)
    const bytes = readFileSync(file)
    const gzip = gzipSync(bytes, { level: 9 })
    const brotli = brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    })
    // gzip's header names the packing system; a fixed one makes the pack the same wherever it is built.
    gzip[9] = 255
    return {
      path,
      content_type: type,
      plain: place(bytes),
      gzip: gzip.length < bytes.length ? place(gzip) : null,
      brotli: brotli.length < bytes.length ? place(brotli) : null,
      etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`,
      immutable: path.includes('/assets/'), // named by their content
      ...(path.startsWith('/f/') ? { content_security_policy: reporterPolicy } : {}),
    }
  })

for (const wanted of ['/index.html', '/m/index.html', '/f/index.html', '/f/bundle.txt']) {
  if (!index.some((entry) => entry.path === wanted)) throw new Error(`${wanted} is missing: build the applications first`)
}
writeFileSync(pack, Buffer.concat([Buffer.from(JSON.stringify(index) + '\n'), ...chunks]))
console.log(`${relative(process.cwd(), pack)}: ${index.length} files, ${offset} bytes`)
