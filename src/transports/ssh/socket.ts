import type { Socket } from 'node:net'

/** What is written in one turn leaves in one packet: without delay (TCP_NODELAY) each word would be one of its own. */
export function gatherWrites(socket: Socket): Socket {
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean
  let gathering = false
  const send = () => {
    gathering = false
    socket.uncork()
  }
  socket.write = (...args: unknown[]) => {
    if (!gathering) {
      gathering = true
      socket.cork()
      process.nextTick(send)
    }
    return write(...args)
  }
  return socket
}
