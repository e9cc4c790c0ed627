// The two choices this browser remembers: language and large type. Nothing else is ever kept on the device.
import { ref, watchEffect } from 'vue'

export type Language = 'zh-CN' | 'en'

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null // storage is blocked in some embedded browsers; the choice then lasts as long as the page
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // see read()
  }
}

export const language = ref<Language>(read('qz-language') === 'en' ? 'en' : 'zh-CN')
export const largeType = ref(read('qz-large-type') === '1')

/** Writes the choices to <html> whenever they change. Called once by each entry. */
export function applyPreferences(): void {
  watchEffect(() => {
    document.documentElement.lang = language.value
    write('qz-language', language.value)
  })
  watchEffect(() => {
    document.documentElement.classList.toggle('large', largeType.value)
    write('qz-large-type', largeType.value ? '1' : '0')
  })
}
