import type { Link } from '../link/link.ts'
import type { CommandFor } from './open-shell.ts'
import type { Shelter } from './session.ts'

/** What running a user's command needs beside the command. */
export interface CommandContext {
  readonly link: Link
  readonly commandFor: CommandFor
  /**
   * Has a shell stay that ends the command when the connection is lost, until that is given up.
   *
   * Undefined when no shell is there that could: then the command has to see to that by itself.
   */
  readonly shelter: () => Shelter | undefined
  /** The script that kills what carries a mark. */
  readonly endingOf: (mark: string) => string
  /** Called when it is sent. */
  readonly onSent: () => void
  /** Kills what still carries a mark; `ended` when the command itself has. */
  readonly kill: (mark: string, ended: boolean) => void
}
