// Takes the keyboard, and with it the eye, to what an act left behind: a message far from the button, or the field to mend.
import { nextTick } from 'vue'

export async function attend(id: string): Promise<void> {
  await nextTick()
  document.getElementById(id)?.focus()
}
