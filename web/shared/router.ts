// The address after '#': one html file serves every screen, also inside a platform's WebView that rewrites paths.
import { nextTick, shallowRef, type Component } from 'vue'

export interface Route {
  /** "/t/:task/:unit": names after ':' become params */
  pattern: string
  screen: Component
  /** permission without which the screen is not offered */
  needs?: string
}

export interface Place {
  path: string
  route: Route | null
  params: Record<string, string>
}

let routes: Route[] = []

export const place = shallowRef<Place>({ path: '', route: null, params: {} })

export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (let i = 0; i < wanted.length; ++i) {
    if (wanted[i]!.startsWith(':')) params[wanted[i]!.slice(1)] = decode(given[i]!)
    else if (wanted[i] !== given[i]) return null
  }
  return params
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function find(list: Route[], path: string): Place {
  for (const route of list) {
    const params = match(route.pattern, path)
    if (params) return { path, route, params }
  }
  return { path, route: null, params: {} }
}

function read(): void {
  const before = place.value.path
  const path = location.hash.replace(/^#/, '') || '/'
  place.value = find(routes, path)
  if (before && before !== path) void arrive()
}

// Reading aloud, and the keyboard, start each screen at its heading, once the screen has fetched what it shows.
export async function arrive(): Promise<void> {
  scrollTo(0, 0)
  const path = place.value.path
  const left = document.activeElement
  for (let wait = 0; wait < 1500; wait += 50) {
    await nextTick()
    if (place.value.path !== path) return
    // not the one that stands in while the screen is fetched: it goes, and the focus with it
    const heading = document.querySelector<HTMLElement>('main h1:not([data-waiting])')
    const focused = document.activeElement
    // whoever has tabbed on meanwhile, in the page or its bars, stays there
    if (focused && focused !== document.body && (focused !== left || focused.closest('main'))) return
    if (heading) {
      heading.tabIndex = -1
      heading.focus({ preventScroll: true })
      return
    }
    await new Promise((done) => setTimeout(done, 50))
  }
}

export function startRouter(list: Route[]): void {
  routes = list
  addEventListener('hashchange', read)
  read()
}

export const address = (path: string) => '#' + path

export function go(path: string): void {
  location.hash = path
}

/** Like go(), but Back does not return to the screen left. */
export function replace(path: string): void {
  location.replace('#' + path)
}
