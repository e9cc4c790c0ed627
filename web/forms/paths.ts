// Where a return lives: in the API, and in the address of its screens.
export const returnPath = (task: string, unit: string) =>
  `/forms/tasks/${encodeURIComponent(task)}/units/${encodeURIComponent(unit)}`

export const screenOf = (task: string, unit: string, rest = '') =>
  `/t/${encodeURIComponent(task)}/${encodeURIComponent(unit)}${rest}`
