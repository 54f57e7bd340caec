import { describe, expect, it } from 'vitest'
import { InventoryError } from '../../src/errors.ts'
import type { HostEntry, Inventory } from '../../src/inventory/inventory.ts'
import { Listings } from '../../src/inventory/listings.ts'

const same = (answer: unknown) => answer as readonly HostEntry[]

/** A source that gives one of these answers after the other, the last one for ever. */
function changing(...answers: (readonly HostEntry[] | Error)[]): Inventory & { readonly asked: () => number } {
  let asked = 0
  const list = async () => {
    const answer = answers[Math.min(asked++, answers.length - 1)]!
    if (answer instanceof Error) throw answer
    return answer
  }
  return { kind: 'changing', list, asked: () => asked }
}

const one: HostEntry = { name: 'web', address: '10.0.0.1', instance: 'i-1' }
const two: HostEntry = { address: '10.0.0.2' }

describe('the sources of a run', () => {
  it('are asked once, for however many roles', async () => {
    const source = changing([one])
    const listings = new Listings({ root: '/' })
    await Promise.all([listings.list(source, same), listings.list(source, same)])
    expect(source.asked()).toBe(1)
  })

  it('are told the root of the project', async () => {
    const source: Inventory = { kind: 'x', list: async ({ root }) => [{ address: root }] }
    await expect(new Listings({ root: '/srv' }).list(source, same)).resolves.toEqual([{ address: '/srv' }])
  })

  it('have to answer in time', async () => {
    const source: Inventory = { kind: 'slow', list: () => new Promise(() => undefined) }
    const listed = new Listings({ root: '/' }, 20).list(source, same)
    await expect(listed).rejects.toThrow(new InventoryError('inventory-silent', 'slow did not answer within 0.02 s'))
  })
})

describe('a host that was lost', () => {
  const gone = async (...sources: Inventory[]) => {
    const listings = new Listings({ root: '/' })
    for (const source of sources) await listings.list(source, same)
    return [...(await listings.gone(['web', '10.0.0.2', 'never-listed']))]
  }

  it('is gone when its source does not list it any more', async () => {
    await expect(gone(changing([one, two], [two]))).resolves.toEqual(['web'])
  })

  it('is gone when another instance has taken its name', async () => {
    await expect(gone(changing([one], [{ ...one, instance: 'i-2' }]))).resolves.toEqual(['web'])
  })

  it('is not gone when it was renamed', async () => {
    await expect(gone(changing([one], [{ ...one, name: 'other' }]))).resolves.toEqual([])
  })

  it('is not gone while another source lists it', async () => {
    await expect(gone(changing([one], []), changing([one]))).resolves.toEqual([])
  })

  it('is not gone when the source cannot be asked', async () => {
    await expect(gone(changing([one], new Error('throttled')))).resolves.toEqual([])
  })
})
