import { sh } from '../../host/shell.ts'
import { linesOf } from '../shared/all-unknown.ts'
import type { Language } from './language.ts'

// -B: nothing is compiled into a cache. The folder it starts in is on its path.
const PROGRAM = `import sys
try:
    from importlib.metadata import distributions
    found = [(d.metadata["Name"], d.version) for d in distributions()]
except ImportError:
    import pkg_resources
    found = [(d.project_name, d.version) for d in pkg_resources.working_set]
for name, version in found:
    print("%s\\t%s" % (name, version))
print("end")`

/**
 * Packages of Python, as the interpreter sees them; `with` names another interpreter, such as that of a virtual environment.
 *
 * The interpreter lists them itself: what pip, uv or poetry has installed is the same to it.
 */
export const pip: Language = {
  system: 'pip',
  list: (place) => sh`cd / && ${place.with ?? 'python3'} -B -c ${PROGRAM}`,
  read: (stdout, exitCode) => {
    const lines = linesOf(stdout)
    if (exitCode !== 0 || lines.pop() !== 'end') return undefined
    return lines.flatMap((line) => {
      const [name, version] = line.split('\t')
      return name === undefined || version === undefined || name === 'None' ? [] : [{ name, version }]
    })
  },
  // PEP 503
  normalise: (name) => name.toLowerCase().replaceAll(/[-_.]+/g, '-'),
}
