import { incomparable, type Comparison } from '../define-resource.ts'

/**
 * Whether one of the options is this, whole.
 *
 * `errors=panic` compares a value: where nothing begins with `errors=` there is none, be it that a default is not shown.
 */
export function includesOption(options: readonly string[], option: string): Comparison {
  const [, name] = /^([^=]+=)/.exec(option) ?? []
  if (name !== undefined && !options.some((own) => own.startsWith(name))) {
    return incomparable(`no option ${name} is among ${options.join(',')}`, option)
  }
  return { pass: options.includes(option), expected: option, actual: options }
}
