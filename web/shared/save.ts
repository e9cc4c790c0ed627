// Sending a form: busy while it runs; a refusal is a sentence and, where the server named fields, a finding at each.
import { computed, ref } from 'vue'
import { Problem, type Finding } from './api/client'
import { explain } from './load'

/** The id of the input that a finding's path points at: "fields[2].least" → "f-fields-2-least". */
export const inputId = (path: string) => 'f-' + path.replace(/\W+/g, '-').replace(/-$/, '')

export function useSave() {
  const busy = ref(false)
  const failed = ref('')
  const findings = ref<Finding[]>([])

  async function run(act: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    failed.value = ''
    findings.value = []
    try {
      await act()
      return true
    } catch (error) {
      if (error instanceof Problem) findings.value = error.findings
      if (!findings.value.length) failed.value = explain(error)
      return false
    } finally {
      busy.value = false
    }
  }
  /** Faults found here, before anything is sent. */
  function hold(found: { field: string; message: string }[]): boolean {
    failed.value = ''
    findings.value = found.map((one) => ({ ...one, code: '', blocks: true }))
    return found.length > 0
  }
  const faultOf = computed(() => (path: string) => findings.value.find((finding) => finding.field === path)?.message ?? '')
  return { busy, failed, findings, run, hold, faultOf }
}
