import { ConfigError } from '../../errors.ts'
import type { Request } from '../../run/options/settings.ts'

/** `infraspec ami verify IMAGE`: checks an instance that is launched from an image. */
export async function amiCommand(request: Request): Promise<number> {
  const [word, image = '', ...more] = request.specs
  if (word !== 'verify' || !/^ami-[0-9a-f]+$/.test(image) || more.length > 0) {
    throw new ConfigError('usage', 'infraspec ami takes the word verify and the id of one image', {
      hint: 'npx infraspec ami verify ami-0123456789abcdef0 --role app',
    })
  }
  const { verifyImage } = await import('../../gates/ami/verify.ts')
  return verifyImage(image, request)
}
