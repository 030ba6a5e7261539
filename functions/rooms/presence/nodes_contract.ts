import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { MediaNode, Nodes } from './nodes.ts'

export interface NodesUnderTest {
  readonly nodes: Nodes
  /** The same nodes as another process sees them; for memory the same ones. */
  readonly elsewhere: Nodes
  pass(ms: number): Promise<void>
  close(): Promise<void>
}

export function mediaNode(nodeId: string, consumers = 0): MediaNode {
  return { nodeId, url: `https://${nodeId}.example.org`, workers: 2, consumers, capacity: 800 }
}

/** What every adapter of nodes must do. Each run has nodes of its own. */
export function nodesContract(name: string, open: () => Promise<NodesUnderTest>): void {
  describe(`nodes: ${name}`, () => {
    let under: NodesUnderTest
    let roomId = ''
    beforeEach(async () => {
      roomId = crypto.randomUUID()
      under = await open()
    })
    afterEach(() => under.close())

    it('gives a room to the first node that claims it, and keeps it there', async () => {
      const { nodes, elsewhere } = under
      const claims = await Promise.all(['a', 'b', 'c', 'd'].map((nodeId, n) => (n % 2 === 0 ? nodes : elsewhere).claimNode(roomId, nodeId, 60_000)))
      assert.equal(new Set(claims).size, 1)
      const owner = claims[0]!
      assert.equal(await elsewhere.claimNode(roomId, 'late', 60_000), owner)
      assert.equal(await nodes.claimNode('another', 'late', 60_000), 'late')
    })

    it('lets a room go when its node gives it up, and not when another one does', async () => {
      const { nodes, elsewhere } = under
      await nodes.claimNode(roomId, 'a', 60_000)
      await elsewhere.releaseNode(roomId, 'b')
      assert.equal(await elsewhere.claimNode(roomId, 'b', 60_000), 'a')
      await nodes.releaseNode(roomId, 'a')
      assert.equal(await elsewhere.claimNode(roomId, 'b', 60_000), 'b')
    })

    it('lets a room go when its node no longer claims it', async () => {
      const { nodes, elsewhere, pass } = under
      await nodes.claimNode(roomId, 'a', 200)
      await nodes.claimNode(`${roomId}-renewed`, 'a', 200)
      await nodes.claimNode(`${roomId}-renewed`, 'a', 60_000)
      await pass(250)
      assert.equal(await elsewhere.claimNode(roomId, 'b', 60_000), 'b')
      assert.equal(await elsewhere.claimNode(`${roomId}-renewed`, 'b', 60_000), 'a')
      assert.equal(await nodes.claimNode(roomId, 'a', 60_000), 'b')
    })

    it('lists the nodes that report, as they last did', async () => {
      const { nodes, elsewhere, pass } = under
      assert.deepEqual(await nodes.listNodes(), [])
      await nodes.reportNode(mediaNode('b'), 60_000)
      await elsewhere.reportNode(mediaNode('a'), 60_000)
      await elsewhere.reportNode(mediaNode('crashed'), 200)
      await nodes.reportNode(mediaNode('b', 17), 60_000)
      assert.deepEqual(await elsewhere.listNodes(), [mediaNode('a'), mediaNode('b', 17), mediaNode('crashed')])
      await pass(250)
      assert.deepEqual(await nodes.listNodes(), [mediaNode('a'), mediaNode('b', 17)])
      assert.deepEqual(await nodes.listNodes(), [mediaNode('a'), mediaNode('b', 17)])
    })
  })
}
