/**
 * The processes that a process is linked to, and the order in which they hear of its death. OTP promises no order,
 * but has one: links are a red-black tree by the age of the process, and the tree is emptied from its leaves. With
 * the same tree here, what follows from a death with several links follows in the order of Erlang's traces.
 */

interface Aged {
  readonly id: number
}

class Node<A> {
  item: A
  red = true
  parent: Node<A> | undefined
  left: Node<A> | undefined = undefined
  right: Node<A> | undefined = undefined

  constructor(item: A, parent: Node<A> | undefined) {
    this.item = item
    this.parent = parent
  }
}

export class LinkTree<A extends Aged> {
  private root: Node<A> | undefined = undefined

  add(item: A): void {
    let parent: Node<A> | undefined
    for (let at = this.root; at !== undefined; at = item.id < at.item.id ? at.left : at.right) {
      if (at.item === item) return
      parent = at
    }
    const node = new Node(item, parent)
    if (parent === undefined) this.root = node
    else if (item.id < parent.item.id) parent.left = node
    else parent.right = node
    this.added(node)
  }

  /** False if it was not there. */
  delete(item: A): boolean {
    let node = this.root
    while (node !== undefined && node.item !== item) node = item.id < node.item.id ? node.left : node.right
    if (node === undefined) return false
    let gone = node
    if (node.left !== undefined && node.right !== undefined) {
      // The next in age takes its place.
      gone = node.right
      while (gone.left !== undefined) gone = gone.left
      node.item = gone.item
    }
    const child = gone.left ?? gone.right
    if (child !== undefined) {
      // Below a node with one child there is only that one, and it is red.
      child.red = false
      this.replace(gone, child)
    } else {
      if (!gone.red) this.shortened(gone)
      this.replace(gone, undefined)
    }
    return true
  }

  /** From the leaves to the root. */
  *[Symbol.iterator](): Generator<A> {
    let node = this.root && deepest(this.root)
    while (node !== undefined) {
      const { item, parent } = node
      const sibling: Node<A> | undefined = parent?.left === node ? parent.right : undefined
      node = sibling === undefined ? parent : deepest(sibling)
      yield item
    }
  }

  /** No red node has a red parent. */
  private added(given: Node<A>): void {
    let node = given
    for (;;) {
      let parent = node.parent
      const grandparent = parent?.parent
      if (parent === undefined || grandparent === undefined || !parent.red) break
      const isLeft = parent === grandparent.left
      const uncle = isLeft ? grandparent.right : grandparent.left
      if (uncle?.red) {
        parent.red = uncle.red = false
        grandparent.red = true
        node = grandparent
        continue
      }
      if (node === (isLeft ? parent.right : parent.left)) {
        this.rotate(parent, isLeft)
        parent = node
      }
      parent.red = false
      grandparent.red = true
      this.rotate(grandparent, !isLeft)
      break
    }
    if (this.root !== undefined) this.root.red = false
  }

  /** A black node is about to leave: every way down is to pass as many black ones as before. */
  private shortened(given: Node<A>): void {
    let node = given
    for (let parent = node.parent; parent !== undefined && !node.red; parent = node.parent) {
      const isLeft = node === parent.left
      let sibling = isLeft ? parent.right : parent.left
      if (sibling?.red) {
        sibling.red = false
        parent.red = true
        this.rotate(parent, isLeft)
        sibling = isLeft ? parent.right : parent.left
      }
      if (sibling === undefined) return
      let far = isLeft ? sibling.right : sibling.left
      const near = isLeft ? sibling.left : sibling.right
      if (!far?.red && !near?.red) {
        sibling.red = true
        node = parent
        continue
      }
      if (!far?.red && near !== undefined) {
        near.red = false
        sibling.red = true
        this.rotate(sibling, !isLeft)
        far = sibling
        sibling = near
      }
      sibling.red = parent.red
      parent.red = false
      if (far !== undefined) far.red = false
      this.rotate(parent, isLeft)
      return
    }
    node.red = false
  }

  /** Puts a node below its child of the other side. */
  private rotate(node: Node<A>, toLeft: boolean): void {
    const up = toLeft ? node.right : node.left
    if (up === undefined) return
    const inner = toLeft ? up.left : up.right
    if (toLeft) node.right = inner
    else node.left = inner
    if (inner !== undefined) inner.parent = node
    this.replace(node, up)
    if (toLeft) up.left = node
    else up.right = node
    node.parent = up
  }

  private replace(node: Node<A>, by: Node<A> | undefined): void {
    const parent = node.parent
    if (parent === undefined) this.root = by
    else if (parent.left === node) parent.left = by
    else parent.right = by
    if (by !== undefined) by.parent = parent
  }
}

const deepest = <A>(from: Node<A>): Node<A> => {
  let node = from
  for (;;) {
    const below = node.left ?? node.right
    if (below === undefined) return node
    node = below
  }
}
