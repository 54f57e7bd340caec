import { describe, expect, it, vi } from 'vitest'
import { ChannelSlots } from '../../../src/host/link/channel-slots.ts'

const soon = () => new Promise((resolve) => setImmediate(resolve))

describe('ChannelSlots', () => {
  it('gives as many as there are, and then in the order in which they were asked for', async () => {
    const slots = new ChannelSlots(2)
    const order: string[] = []
    const take = (name: string) => slots.take().then((release) => (order.push(name), release))
    const first = await take('first')
    await take('second')
    const third = take('third')
    void take('fourth')
    await soon()
    expect(order).toEqual(['first', 'second'])
    first()
    first()
    await soon()
    expect(order).toEqual(['first', 'second', 'third'])
    ;(await third)()
    await soon()
    expect(order).toEqual(['first', 'second', 'third', 'fourth'])
  })

  it('tells the holders when somebody waits', async () => {
    const slots = new ChannelSlots(1)
    const onWanted = vi.fn<() => void>()
    const release = await slots.take(onWanted)
    expect(onWanted).not.toHaveBeenCalled()
    const next = slots.take()
    expect(onWanted).toHaveBeenCalledTimes(1)
    release()
    await next
  })

  it('tells a new holder that others wait behind it', async () => {
    const slots = new ChannelSlots(1)
    const release = await slots.take()
    const onWanted = vi.fn<() => void>()
    const second = slots.take(onWanted)
    void slots.take()
    release()
    await second
    expect(onWanted).toHaveBeenCalledTimes(1)
  })

  it('shrinks to what is held, and says when nothing is', async () => {
    const slots = new ChannelSlots(8)
    expect(slots.shrink()).toBe(false)
    const release = await slots.take()
    expect(slots.shrink()).toBe(true)
    const second = slots.take()
    await soon()
    release()
    expect(await second).toBeTypeOf('function')
  })

  it('lets everybody go once the connection is gone', async () => {
    const slots = new ChannelSlots(1)
    await slots.take()
    const waiting = Promise.all([slots.take(), slots.take()])
    slots.abandon()
    expect(await waiting).toHaveLength(2)
  })
})
