// The reporter's page, built apart from the two applications: one script, one style sheet, the sealing worker in two
// makes. `--mode sealing` and `--mode plain_sealing` build the workers, `--mode done` the page of what was done, and, last,
// `--mode page` the reporter's page with the list of what all files hash to. Names are stable: whoever checks a bundle compares the same names.
import { createHash } from 'node:crypto'
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import { feedbackSentences, readSentences } from '../feedback/sentences.mjs'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const folder = here('../dist/f')
const common = { target: 'chrome80', cssTarget: 'chrome80', outDir: folder, emptyOutDir: false, assetsInlineLimit: 0, cssCodeSplit: false, reportCompressedSize: false, chunkSizeWarningLimit: 2000 } as const

function page(): Plugin {
  return {
    name: 'page',
    generateBundle() {
      const sentences = readSentences('page', 'zh-CN')
      const filled = (name: string) => readFileSync(here(name), 'utf8').replace(/data-t="feedback\.page\.([^"]+)">/g, (whole, key: string) => {
        if (!sentences[key]) throw new Error(`no sentence for feedback.page.${key}`)
        return whole + sentences[key].replace(/&/g, '&amp;').replace(/</g, '&lt;')
      })
      // The codes are seeds of the product, the same in every deployment; areas are not, so the form without script asks for
      // the number printed on the poster.
      const codes = JSON.parse(readFileSync(here('../../db/feedback/seed/categories.json'), 'utf8')) as { code: string; zh: string }[]
      const options = codes.map((one) => `<option value="${one.code}">${one.zh}</option>`).join('')
      for (const name of ['index.html', 'done.html']) this.emitFile({ type: 'asset', fileName: name, source: filled(name).replace('<!--categories-->', options) })
      this.emitFile({ type: 'asset', fileName: 'en.json', source: JSON.stringify(readSentences('page', 'en')) })
    },
    writeBundle({ dir }) {
      const folder = dir!
      // The pages that the server makes for browsers without script ask for their own name.
      copyFileSync(join(folder, 'page.css'), join(folder, 'plain.css'))
      const names = readdirSync(folder).filter((name) => name !== 'bundle.txt').sort()
      const lines = names.map((name) => `${createHash('sha256').update(readFileSync(join(folder, name))).digest('hex')}  ${name}\n`)
      writeFileSync(join(folder, 'bundle.txt'), lines.join(''))
    },
  }
}

export default defineConfig(({ mode }) => {
  const name = mode === 'sealing' ? 'sealing' : mode === 'plain_sealing' ? 'sealing_js' : mode === 'done' ? 'done' : 'page'
  return {
    root: here('.'),
    configFile: false,
    publicDir: false,
    define: { 'import.meta.url': 'undefined' },
    plugins: [feedbackSentences(), ...(name === 'page' ? [page()] : [])],
    // The package's other make holds the same library twice, as WebAssembly and as plain script.
    resolve: name === 'sealing_js'
      ? { alias: { 'libsodium-wrappers-sumo': here('../node_modules/libsodium-wrappers-sumo/dist/modules-sumo/libsodium-wrappers.js'), 'libsodium-sumo': here('../node_modules/libsodium-sumo/dist/modules-sumo/libsodium-sumo.js') } }
      : {},
    build: {
      ...common,
      rollupOptions: {
        input: here(name === 'page' ? 'main.ts' : name === 'done' ? 'done.ts' : 'worker.ts'),
        output: { format: 'iife', entryFileNames: `${name}.js`, assetFileNames: 'page[extname]' },
      },
    },
  }
})
