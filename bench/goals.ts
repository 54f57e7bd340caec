import type { ContestantName } from './contestants.ts'

/** What a figure may be at most, as a multiple of another one of the same run. */
export interface Goal {
  readonly roundTrip: number
  readonly of: ContestantName
  readonly against: ContestantName
  readonly atMost: number
}

const script = 'script' as const
const ours = 'infraspec' as const

export const GOALS: readonly Goal[] = [
  { roundTrip: 0, of: ours, against: script, atMost: 2.3 },
  { roundTrip: 0, of: ours, against: 'Testinfra, ControlPersist', atMost: 0.65 },
  { roundTrip: 0, of: ours, against: 'Serverspec', atMost: 0.25 },
  { roundTrip: 50, of: ours, against: script, atMost: 1.5 },
  { roundTrip: 0, of: 'infraspec, 200 checks', against: ours, atMost: 1.3 },
  { roundTrip: 50, of: 'infraspec, 200 checks', against: ours, atMost: 1.3 },
]
