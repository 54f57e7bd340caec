import { sh } from '../../host/shell.ts'
import { linesOf } from '../shared/all-unknown.ts'
import type { Language } from './language.ts'

/**
 * Programs that `cargo install` has installed, by the name of their crate; `in` names another root than `~/.cargo`.
 *
 * Its own list is read, for `cargo install --list` makes that file where it is not there.
 */
// .crates.toml: "ripgrep 14.1.0 (registry+https://…)" = ["rg"], a line each
export const cargo: Language = {
  system: 'cargo',
  list: (place) => sh`root=${place.in ?? ''}
if [ -z "$root" ]; then root=${sh`$`}{CARGO_HOME:-$HOME/.cargo}; fi
if [ -e "$root/.crates.toml" ]; then cat "$root/.crates.toml"
elif [ ! -d "$root" ]; then echo "there is no $root" >&2; exit 1; fi`,
  read: (stdout, exitCode) => {
    const lines = linesOf(stdout).filter((line) => !/^\[v\d+\]$/.test(line))
    const crates = lines.map((line) => /^"(\S+) (\S+) \(.*\)" = \[/.exec(line))
    if (exitCode !== 0 || crates.includes(null)) return undefined
    return crates.map((crate) => ({ name: crate?.[1] as string, version: crate?.[2] as string }))
  },
}
