import { ConfigError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { engineOf } from './containers/engine.ts'
import { docker, dockerImages, podman, podmanImages, type ImagePresent, type ImageState } from './containers/image.ts'
import { isImage } from './containers/image-name.ts'
import { hasLabel } from './containers/label.ts'
import { defineList, listed } from './define-list.ts'
import { defineResource, ifPresent, incomparable, is, type EvidenceContext, type Verdict } from './define-resource.ts'
import { within, type NumberRange } from './shared/number-range.ts'
import { checkKind, checkOneOf } from './shared/wanted.ts'

export type { ImagePresent, ImageState } from './containers/image.ts'

/**
 * An image that Docker or podman has on the host; no registry is asked.
 *
 * Docker is asked where both are; `{ engine: 'podman' }` asks podman.
 *
 * @example
 * it(image('nginx:1.25')).toExist().toHaveArchitecture('amd64')
 * it(image('registry.example.com/team/app:2.1')).toHaveLabel('org.opencontainers.image.version', '2.1')
 */
export const image = defineResource({
  kind: 'image',
  key: checkName,
  mechanism: engineOf,
  providers: { docker, podman },
  sensitive: ['env'],
  evidence: ({ platform }: EvidenceContext<ImageState>) => [
    {
      label: 'the images',
      script: sh`${platform.tools.includes('docker') ? 'docker' : 'podman'} images 2>&1 | head -n 30`,
    },
  ],
  matchers: {
    /** The engine has it. */
    toExist: (image: ImageState) => image.exists,
    /** One of its names, with the tag: `nginx:1.25`. Without one it is `latest`; `docker.io/library/` may be left out. */
    toHaveTag: ifPresent((image: ImagePresent, tag: string): Verdict => {
      checkKind(tag, 'string')
      return { pass: image.tags.some((name) => isImage(name, tag) === true), expected: tag, actual: image.tags }
    }),
    /** Its digest in a registry: `sha256:…`. One that was built here has none, and fails in both polarities. */
    toHaveDigest: ifPresent((image: ImagePresent, digest: string): Verdict => {
      checkKind(digest, 'string')
      if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
        throw new ConfigError('digest', `${JSON.stringify(digest)} is not the digest of an image`, {
          hint: 'sha256: and 64 hexadecimal digits',
        })
      }
      if (image.digests.length === 0) return incomparable('it has no digest', digest)
      return { pass: image.digests.some((one) => one.endsWith(`@${digest}`)), expected: digest, actual: image.digests }
    }),
    /** As Go names it: `amd64`, `arm64`. */
    toHaveArchitecture: ifPresent((image: ImagePresent, name: string) => {
      checkOneOf(name, ARCHITECTURES, 'an architecture, as Go names it')
      return is(image.architecture, name)
    }),
    /** Its size in bytes. */
    toHaveSize: ifPresent((image: ImagePresent, bytes: number | NumberRange) => within(image.size, bytes)),
    /** It has this label, and if a value is given that one. Without the label a value fails in both polarities. */
    toHaveLabel: ifPresent((image: ImagePresent, name: string, value?: string) => hasLabel(image.labels, name, value)),
    /** The user that it runs as when nothing else is said; empty for root. */
    toHaveUser: ifPresent((image: ImagePresent, user: string) => is(image.user, user)),
  },
})

/**
 * All images that the engine has.
 *
 * @example
 * it('keeps no image of last year', async () => {
 *   const old = (await inspect(images())).filter(({ created }) => created < '2026')
 *   expect(old.flatMap(({ tags }) => tags)).toEqual([])
 * })
 */
export const images = defineList({
  title: 'the images',
  mechanism: engineOf,
  providers: { docker: listed(dockerImages), podman: listed(podmanImages) },
})

const ARCHITECTURES = [
  ...['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips', 'mips64', 'mips64le', 'mipsle'],
  ...['ppc64', 'ppc64le', 'riscv64', 's390x', 'wasm'],
]

function checkName(name: string): string {
  if (/^[A-Za-z\d][\w.:/@-]*$/.test(name)) return name
  throw new ConfigError('image-name', `${JSON.stringify(name)} is not the name of an image`, { hint: 'nginx:1.25' })
}
