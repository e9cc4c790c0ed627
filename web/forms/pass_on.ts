// The four ways a task goes on, always as the same task.
export type PassOnWay = 'assign' | 'transfer' | 'hand_down' | 'decline'
const kWays: PassOnWay[] = ['assign', 'hand_down', 'transfer', 'decline']
export const passOnWays = (can: string[]): PassOnWay[] => kWays.filter((way) => can.includes(way))
