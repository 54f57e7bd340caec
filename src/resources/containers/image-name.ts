/**
 * Whether an image's name is the one that is wanted, as engines shorten them; `undefined` when the name is only an id.
 *
 * `nginx` is `nginx:latest`, `docker.io/library/nginx:latest`, and `localhost/nginx:latest` where podman made it.
 */
export function isImage(actual: string, wanted: string): boolean | undefined {
  if (actual === wanted) return true
  if (/^(sha256:)?[0-9a-f]{64}$/.test(actual)) return undefined
  if (actual.includes('@') !== wanted.includes('@')) return undefined
  return fullNames(wanted).includes(tagged(actual))
}

function fullNames(wanted: string): readonly string[] {
  const name = tagged(wanted)
  if (hasRegistry(name)) return name.startsWith('docker.io/') ? [name, short(name)] : [name]
  return [name, `docker.io/${name}`, `docker.io/library/${name}`, `localhost/${name}`]
}

function short(name: string): string {
  return name.replace(/^docker\.io\/(library\/)?/, '')
}

/** The first part is a registry where it has a dot or a port, or is this machine. */
function hasRegistry(name: string): boolean {
  const [first = '', ...rest] = name.split('/')
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
}

function tagged(name: string): string {
  return name.includes('@') || /:[^/]*$/.test(name) ? name : `${name}:latest`
}
