#!/usr/bin/env node
// What is built must run in Chromium 80: no syntax, no function and no style that is newer, but for what is polyfilled
// or does no harm where it is not understood. Reads dist/; run after the build.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'vite'

const dist = process.env.QZ_WEB_DIST ?? fileURLToPath(new URL('../dist', import.meta.url))

// Methods by name, and functions by what they hang on.
const kMethods = new Set(['at', 'replaceAll', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'replaceChildren', 'checkVisibility'])
const kFunctions = new Set([
  'Object.hasOwn', 'Object.groupBy', 'Map.groupBy', 'Promise.any', 'Promise.withResolvers', 'Promise.try', 'Array.fromAsync', 'AbortSignal.timeout', 'AbortSignal.any',
  'crypto.randomUUID', 'URL.canParse', 'Intl.ListFormat', 'Intl.Segmenter',
])
const kGlobals = new Set(['structuredClone', 'WeakRef', 'FinalizationRegistry', 'CompressionStream', 'DecompressionStream', 'reportError'])
const kStyles = [
  [/:has\(/, ':has()'], [/:is\(/, ':is()'], [/:where\(/, ':where()'], [/(?:^|[;{\s])aspect-ratio\s*:/, 'aspect-ratio'], [/(?:^|[;{\s])inset\s*:/, 'inset'],
  [/\d[dsl]v[hw]\b/, 'dvh, svh, lvh'], [/@container/, '@container'], [/@layer/, '@layer'], [/color-mix\(/, 'color-mix()'], [/overflow(?:-[xy])?\s*:\s*clip/, 'overflow: clip'],
  [/(?:^|[;{\s])(?:translate|rotate|scale)\s*:/, 'translate, rotate, scale'], [/:not\([^()]*,[^()]*\)/, ':not() with a list'], [/(?:^|[;{])&/, 'nesting'], [/@property/, '@property'],
]

// Where something newer may stand, and why it does no harm.
const kAllowed = [
  { build: 'office', what: /^(at|replaceAll|Object\.hasOwn|structuredClone)$/, why: 'polyfilled: modernPolyfills in vite.config.ts' },
  { build: 'office', what: /^to(Reversed|Sorted|Spliced)$/, why: "Vue's own forwarding of these on reactive lists; nobody here calls them" },
  { build: 'village', what: /^to(Reversed|Sorted|Spliced)$/, why: 'the same' },
  { build: 'office', what: /^crypto\.randomUUID$/, why: 'asked for first: shared/api/client.ts draws the key itself where it is missing' },
  { build: 'village', what: /^crypto\.randomUUID$/, why: 'the same' },
]

const found = new Map()
function note(build, file, what) {
  if (kAllowed.some((one) => one.build === build && one.what.test(what) && (!one.file || one.file.test(file)))) return
  const key = `${build}: ${what}`
  found.set(key, [...new Set([...(found.get(key) ?? []), file])])
}

function walk(node, build, file) {
  if (!node || typeof node !== 'object') return
  if (Array.isArray(node)) return node.forEach((one) => walk(one, build, file))
  const name = (of) => (of?.type === 'Identifier' ? of.name : '')
  if (node.type === 'AssignmentExpression' && /^(\?\?|\|\||&&)=$/.test(node.operator)) note(build, file, node.operator)
  if (node.type === 'StaticBlock') note(build, file, 'static block')
  if (node.type === 'MethodDefinition' && node.key.type === 'PrivateIdentifier') note(build, file, 'private method')
  if (node.type === 'BinaryExpression' && node.left.type === 'PrivateIdentifier') note(build, file, '#name in')
  if (node.type === 'Literal' && node.regex && /[dv]/.test(node.regex.flags)) note(build, file, `regular expression flag ${node.regex.flags}`)
  if (node.type === 'CallExpression' || node.type === 'NewExpression') {
    const { callee } = node
    if (kGlobals.has(name(callee))) note(build, file, name(callee))
    if (callee.type === 'MemberExpression' && !callee.computed) {
      const whole = `${name(callee.object)}.${callee.property.name}`
      if (kFunctions.has(whole)) note(build, file, whole)
      // Called only where it is there: x.f?.(), which an older one passes over.
      if (kMethods.has(callee.property.name) && !node.optional) note(build, file, callee.property.name)
    }
  }
  for (const [key, value] of Object.entries(node)) if (key !== 'type' && value && typeof value === 'object') walk(value, build, file)
}

// gap in a flex box is Chromium 84; in a grid it is older.
function gapsInFlex(text) {
  return [...text.matchAll(/\{([^{}]*)\}/g)].some(([, body]) => /display\s*:\s*(?:inline-)?flex/.test(body) && /(?:^|[;\s])(?:row-|column-)?gap\s*:/.test(body))
}

for (const [build, folder] of [['village', 'm/assets'], ['office', 'assets'], ['reporter', 'f']]) {
  if (!existsSync(`${dist}/${folder}`)) throw new Error(`${dist}/${folder} is not built`)
  for (const file of readdirSync(`${dist}/${folder}`)) {
    const text = readFileSync(`${dist}/${folder}/${file}`, 'utf8')
    if (file.endsWith('.js')) walk(parseAst(text), build, file)
    if (!file.endsWith('.css')) continue
    for (const [pattern, what] of kStyles) if (pattern.test(text)) note(build, file, what)
    if (gapsInFlex(text)) note(build, file, 'gap in a flex box')
  }
}
for (const [what, files] of found) console.log(`${what} (${files.slice(0, 4).join(', ')})`)
console.log(found.size ? `${found.size} things that Chromium 80 does not have` : 'nothing newer than Chromium 80')
process.exit(found.size ? 1 : 0)
