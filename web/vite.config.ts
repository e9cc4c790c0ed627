// Two builds from one tree: `--mode village` writes dist/m/ (served at /m/), `--mode office` writes dist/ (served at /).
// They share source, never chunks: what the office's UI kit pulls in must not reach the phone.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import legacy from '@vitejs/plugin-legacy'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { configDefaults, defineConfig } from 'vitest/config'
import { feedbackSentences } from './feedback/sentences.mjs'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// `sentences:<language>` is i18n/<language>/web.json, less the sentences only the other build shows.
// Texts of other rooms reach a screen through the API, already in the reader's language.
function sentences(other: string): Plugin {
  const prefix = 'sentences:'
  return {
    name: 'sentences',
    resolveId: (id) => (id.startsWith(prefix) ? '\0' + id : null),
    load(id) {
      if (!id.startsWith('\0' + prefix)) return null
      const file = here(`../i18n/${id.slice(prefix.length + 1)}/web.json`)
      this.addWatchFile(file)
      const all = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
      const kept = Object.entries(all).filter(([key]) => !key.startsWith(`web.${other}.`))
      // A string is parsed faster than an object literal of the same size.
      const short = Object.fromEntries(kept.map(([key, text]) => [key.slice('web.'.length), text]))
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(short))})`
    },
  }
}

export default defineConfig(({ mode }) => {
  const village = mode === 'village'
  return {
    root: here(village ? './village' : './office'),
    base: village ? '/m/' : '/',
    publicDir: false,
    plugins: [
      vue(),
      sentences(village ? 'office' : mode === 'office' ? 'village' : 'nothing'),
      feedbackSentences(),
      // The village's own code keeps to what Chromium 80 has; Element Plus and ECharts do not.
      ...(village
        ? []
        : [legacy({
            renderLegacyChunks: false,
            modernTargets: 'chrome>=80',
            modernPolyfills: [
              'es.array.at', 'es.string.at-alternative', 'es.string.replace-all', 'es.object.has-own', 'web.structured-clone',
            ],
          })]),
    ],
    define: { __VUE_OPTIONS_API__: !village, __VUE_PROD_DEVTOOLS__: false },
    build: {
      ...(village ? { target: 'chrome80', cssTarget: 'chrome80' } : {}),
      outDir: here(village ? './dist/m' : './dist'),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 600, // kB before gzip: charts and sealing, each fetched by the screens that need it; web/tests/budget.mjs bounds the rest
    },
    server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
    test: {
      root: here('./'),
      environment: 'happy-dom',
      exclude: [...configDefaults.exclude, 'dist/**'],
    },
  }
})
