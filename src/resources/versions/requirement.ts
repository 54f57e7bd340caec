import { ConfigError } from '../../errors.ts'

type Compare = (left: string, right: string) => number

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '>': (order) => order > 0,
  '<': (order) => order < 0,
  '>=': (order) => order >= 0,
  '<=': (order) => order <= 0,
}

/**
 * Whether a version meets requirements as a Gemfile or a cpanfile writes them: `~> 7.1, != 7.1.3`.
 *
 * @throws {ConfigError} for what is no requirement.
 */
export function meets(version: string, requirements: string, compare: Compare): boolean {
  return requirements.split(',').every((requirement) => {
    const [, operator = '=', bound = ''] = /^\s*(~>|[=!<>]=?)?\s*([\w.+-]+)\s*$/.exec(requirement) ?? []
    if (operator === '~>' && bound !== '') {
      const upper = bound.split('.').filter((part) => /^\d+$/.test(part))
      const raised = upper.length > 1 ? upper.slice(0, -1) : upper
      const next = [...raised.slice(0, -1), String(Number(raised.at(-1)) + 1)].join('.')
      return compare(version, bound) >= 0 && compare(version, next) < 0
    }
    const holds = OPERATORS[operator]
    if (bound === '' || holds === undefined) {
      throw new ConfigError('requirement', `${JSON.stringify(requirement)} is no requirement of a version`, {
        hint: "write it as '>= 1.2, < 2'",
      })
    }
    return holds(compare(version, bound))
  })
}
